"""Names of many kinds, each with something of its own: what a certificate may have to say."""

from __future__ import annotations

LATIN = """
Bilbo Baggins|Bo|Ó|Æthelred Þórðarson|Łucja Żółtowska|Siobhán O'Neill|Siobhán O’Neill
François Dufour-Lefèvre
Jan van der Meer|Ångström Ørsted|Gülşen Yıldız|İbrahim Ğöçer|Ştefan Țurcanu|Dvořák Žižka
Ĉiuĵaŭde Ŝanĝo|Nguyễn Thị Diễm|Trần Đức Hưởng|Ngô Ỷ
Müller Straße|STRASSE MÜLLER|María José Peña Núñez|João Conceição|Šárka Řehoř|Ģirts Ķēniņš
Gwynplaine Ŵyn Ŷnys|Sigurður Ðagur
ffi office fluffy|Fiona Affleck|Jeff Fjord|AVATAR WAVE To|Ty Te Yo V.A.|Dr. Elanor Oakenshaw, Ph.D.
Prof. Dr.-Ing. h. c. Max Muster
Anne-Marie & Søn|Tom <b>Bold</b>|A "quoted" name|(1 0 R) endobj|back\\slash (paren)|100 % sure
x=1&y=2|{curly} {{braces}}|$dollar
Maximiliana Theodora Friederike von Hohenlohe-Langenburg-Schillingsfürst
Maria Anna Josefa Antonia Johanna Charlotte
Maria Anna Josefa Antonia Johanna Charlotte von Hohenzollern-Sigmaringen zu Berg
Wolfeschlegelsteinhausenbergerdorff Adolph
Bartholomew Montgomery Featherstonehaugh|Aleksandra Wiśniewska-Szczepańska
Llanfairpwllgwyngyll Jones|de la Cruz y Borbón
J. R. R. T.|X Æ A-12|Henry VIII|Nº 5|O. K.|1st Lt. Smith|Renée Noël Éclair
e\u0301te\u0301 Jose\u0301|Zoe\u0308 No\u0308el
Ĳsbrand Ĳ|ĲSSEL|Œuvre Œdipe|Ǆemal ǅelo|Ⅷ Roman|½ Half|Ñandú Ñ|ŉ Apostrof|Ḥasan al-Ḫalīl|Ṣāliḥ Ṭāhā
Śrī Kṛṣṇa|Māra Ūbele
Ana  Maria|Non\u00a0Breaking Space|Hyphen\u2010ated Name|En\u2013Dash|Ellipsis…|Mc Donald
Mac\u2060Join|Zed\u00b7Dot|L\u2019Œil
"""
GREEK_CYRILLIC = """
Ελένη Παπαδοπούλου|ΓΙΩΡΓΟΣ ΣΕΦΕΡΗΣ|Σίσυφος|Ὀδυσσεὺς Λαερτιάδης|Μαρία-Λουίζα|Άννα Ώρα|Юлия Соколова
Йордан Жечев|Їжакевич Ґалаґан
Љубица Њежић|Ђорђе Ћосић|Ѓорѓи Ќосев|Ўладзіслаў|Александра Владимировна Преображенская-Достоевская
Ёлка Щукина|Ольга O'Neill
Maria Παπαδάκη|Иван Smith
Аня & Боб|Эльза Фон Ъ|Цветана Ц.|Хрисула Χρυσούλα
Θεόδωρος Ἀγγελόπουλος|Ῥοδόπη|Ὦ Ἴων|Νίκος Ζ.|Щербина Щукин|Ъгъл|Бойко Ю.|Наталья Š.|Јован Џ.
Ұлжан Қасым|Өмүрбек|Ҳамид|Ӵанбай|Աnna Я
"""
RIGHT_TO_LEFT = """
محمد حسن|فاطمة الزهراء|عبد الرحمن بن خالد|مُحَمَّد|لا إله|علي Smith|Smith علي|محمد (الثاني)|نورة 2
شرה|שרה כהן|יוסף בן־דוד|אַבְרָהָם
David דוד|דוד David כהן|(שרה)|יצחק 3 רבין|نیلوفر پارسا|گلناز چراغی|ژاله|עדה-נועה|مريم—آن|خالد & שרה
ريم ABC عمر
"""
EAST_ASIAN = """
王小明|李小龙|陳大文|歐陽修|田中芽衣|タナカ メイ|さくら|高橋・アンナ
김민준|이서연|박 지훈|남궁민수|Mei 田中|王 Wang|諸葛亮 Kongming|𠮷野家|髙島屋|﨑山
鈴木 Anna Maria|李·约翰|ｶﾀｶﾅ|Ｗｉｄｅ|王（小）明|Łucja 明
川﨑　麻衣|渡邉 裕|渡邊 裕|张伟|張偉|黃志明|ヴィクトル|ばぴぷ|최 O'Neill|Ngô 吳
"""
OTHER = """
नेहा शर्मा|कृष्णा श्रीवास्तव|प्रिया Rao|क्षत्रिय ज्ञान|தமிழ் செல்வன்|ஸ்ரீ ராம்|สมชาย ใจดี|ณัฐวุฒิ
ปิ่น Anna|გიორგი ბერიძე|ნინო Smith|አበበ በቀለ|ሰላም
Արամ Խաչատրյան|অনিতা দাস|ગીતા પટેલ|ಕಮಲಾ|മീര നായർ|తెలుగు రావు|ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ|සුනිල්|ខ្មែរ|ລາວ|မြန်မာ
བོད་ཡིག|ᏣᎳᎩ|Ꮳ Smith|ⴰⵎⴰⵣⵉⵖ
"""


def names(group: str) -> list[str]:
    """Return the names of a group."""
    return [name for line in group.strip().splitlines() for name in line.split("|")]
