# make            set up, then build the course in COURSE (default: here, the sample course)
# make help       the rest
# Make only calls certbuild; certbuild alone decides what is out of date.

COURSE ?= .
PYTHON ?= python3
CERTBUILD = .venv/bin/certbuild -C $(call quoted,$(patsubst ~/%,$(HOME)/%,$(COURSE)))
PIP = .venv/bin/python -m pip --disable-pip-version-check --quiet --no-input
# Extras are kept: pip takes a pin of "coverage" for none of "coverage[toml]" once there is a newer one.
COMPILE = .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --no-strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --build-deps-for editable

.DEFAULT_GOAL := build
.PHONY: build regenerate clean-all clean-one check-course diff plan status explain history revoke reinstate reissue \
	register-check register-export register-import export mails publish preview template serve test test-slow check bench reference pictures \
	gallery lock help

# Names and reasons are the teacher's; the shell must get them as they are.
quoted = '$(subst ','\'',$(1))'
wanted = $(if $($(1)),,$(error say whose, why, which file or where: make $@ $(1)="…"))
file = $(call quoted,$(patsubst ~/%,$(HOME)/%,$(FILE)))

build: .venv/ready ## certificates, merged PDF, reports and sites (CONFIRM=yes: although very much changes)
	@$(CERTBUILD) build $(if $(filter yes,$(CONFIRM)),--yes)

regenerate: .venv/ready ## every certificate made anew
	@$(CERTBUILD) build --anew $(if $(filter yes,$(CONFIRM)),--yes)

clean-all: .venv/ready ## delete everything that was made; the register remembers
	@$(CERTBUILD) clean --all

clean-one: .venv/ready ## delete one student's certificate: STUDENT=bilbo
	$(call wanted,STUDENT)@$(CERTBUILD) clean --student $(call quoted,$(STUDENT))

check-course: .venv/ready ## read the gradebook and tell all that is wrong with it
	@$(CERTBUILD) check

diff: .venv/ready ## what has changed in the gradebook since the last build
	@$(CERTBUILD) diff

plan: .venv/ready ## what a build would do, and why
	@$(CERTBUILD) plan

status: .venv/ready ## where everyone stands
	@$(CERTBUILD) status

explain: .venv/ready ## how one score came about: STUDENT=bilbo
	$(call wanted,STUDENT)@$(CERTBUILD) explain $(call quoted,$(STUDENT))

history: .venv/ready ## what was done, when and why; to all, or STUDENT=bilbo
	@$(CERTBUILD) history $(if $(STUDENT),$(call quoted,$(STUDENT)))

revoke: .venv/ready ## revoke one certificate: STUDENT=bilbo REASON='…'
	$(call wanted,STUDENT)$(call wanted,REASON)@$(CERTBUILD) revoke $(call quoted,$(STUDENT)) --reason $(call quoted,$(REASON))

reinstate: .venv/ready ## undo a revocation: STUDENT=bilbo (REASON='…')
	$(call wanted,STUDENT)@$(CERTBUILD) reinstate $(call quoted,$(STUDENT)) $(if $(REASON),--reason $(call quoted,$(REASON)))

reissue: .venv/ready ## replace one certificate, or renew it: STUDENT=bilbo REASON='…'
	$(call wanted,STUDENT)$(call wanted,REASON)@$(CERTBUILD) reissue $(call quoted,$(STUDENT)) --reason $(call quoted,$(REASON))

register-check: .venv/ready ## hold the register against files and sites, and tell each difference
	@$(CERTBUILD) register check

register-export: .venv/ready ## the register as readable lines: FILE=register.jsonl
	@$(CERTBUILD) register export $(if $(FILE),$(file))

register-import: .venv/ready ## the register of a course that has none, from an export: FILE=register.jsonl
	$(call wanted,FILE)@$(CERTBUILD) register import $(file)

export: .venv/ready ## to print or mail: TWO_UP=yes DUPLEX=yes BY=section MAX_SIZE=20MB BLEED=3mm CROP_MARKS=yes
	@$(CERTBUILD) export $(if $(filter yes,$(TWO_UP)),--two-up) $(if $(filter yes,$(DUPLEX)),--duplex) \
		$(if $(BY),--by $(call quoted,$(BY))) $(if $(MAX_SIZE),--max-size $(call quoted,$(MAX_SIZE))) \
		$(if $(BLEED),--bleed $(call quoted,$(BLEED))) $(if $(filter yes,$(CROP_MARKS)),--crop-marks)

mails: .venv/ready ## drafts of mails with the certificates, for your mail program (STUDENT=bilbo)
	@$(CERTBUILD) mails $(if $(STUDENT),--only $(call quoted,$(STUDENT)))

publish: .venv/ready ## the public site, once it was checked: DEST=folder, DEST=user@host:folder, DEST=branch:pages
	$(call wanted,DEST)@$(CERTBUILD) publish -- $(call quoted,$(patsubst ~/%,$(HOME)/%,$(DEST)))

preview: .venv/ready ## specimens of the certificate (TEMPLATE=modern; WATCH=yes: in the browser, following every save)
	@$(CERTBUILD) preview $(if $(TEMPLATE),--template $(call quoted,$(TEMPLATE))) $(if $(filter yes,$(WATCH)),--watch)

template: .venv/ready ## a certificate template of your own to start from: NAME=our-school (FROM=modern)
	$(call wanted,NAME)@$(CERTBUILD) template new $(call quoted,$(NAME)) $(if $(FROM),--from $(call quoted,$(FROM)))

serve: .venv/ready ## both sites in the browser, the acts as buttons; on this machine only
	@$(CERTBUILD) serve

test: .venv/ready-to-test ## all tests but the slow ones
	.venv/bin/pytest -n auto -m "not slow"

test-slow: .venv/ready-to-test ## the slow tests
	.venv/bin/pytest -n auto -m slow

check: .venv/ready-to-test ## style, types, import rules, documents that could drift
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python .setup/reference.py --check

bench: .venv/ready-to-bench ## time certbuild against others, half an hour; a quick look: SIZES='12 120'
	.venv/bin/python .setup/bench $(SIZES)

reference: .venv/ready ## renew README's command reference
	.venv/bin/python .setup/reference.py

pictures: .venv/ready-to-test ## renew the pictures in README
	.venv/bin/python .setup/pictures.py

gallery: .venv/ready-to-test ## renew the pictures of all templates in README
	.venv/bin/python .setup/gallery.py

lock: .venv/ready-to-test ## renew the locked requirements
	$(COMPILE) --upgrade -o .setup/requirements.txt pyproject.toml
	$(COMPILE) --upgrade --extra test --extra check --extra lock -c .setup/requirements.txt -o .setup/requirements-dev.txt pyproject.toml
	$(COMPILE) --upgrade --extra bench -c .setup/requirements.txt -o .setup/requirements-bench.txt pyproject.toml

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 17

.venv/ready: .setup/requirements.txt .setup/system pyproject.toml
	@.setup/system run $(PYTHON)
	@echo "Setting up .venv (once)"
	@$(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r .setup/requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-to-test: .venv/ready .setup/requirements-dev.txt
	@.setup/system test $(PYTHON)
	@$(PIP) install --require-hashes -r .setup/requirements-dev.txt
	@touch $@

.venv/ready-to-bench: .venv/ready .setup/requirements-bench.txt
	@$(PIP) install --require-hashes -r .setup/requirements-bench.txt
	@touch $@
