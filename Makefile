# The project's commands. Each works as the first thing typed after `git clone`.

.DEFAULT_GOAL := help
.PHONY: help image check check-all interop-check bench bench-python profile bundle cache audit graft update fmt clean

# Where Nix's own installer puts it, in case the shell has not been told.
export PATH := $(PATH):/nix/var/nix/profiles/default/bin:$(HOME)/.nix-profile/bin

# Nix 2.8 makes a URL of this folder's name, and with a space in it that is no valid one; and Git reads no checkout of another user.
space := $(subst x,,x x)
FLAKE := $(if $(findstring $(space),$(CURDIR))$(shell git rev-parse 2>&1),path:.,.)

UPDATE := -I -B python/pyproject2nix/src/pyproject2nix/isolated.py nix/debpkgs -m update

# pytest-xdist: the tests in two processes, one file in one of them; both start as isolated as pytest itself.
AT_ONCE := --dist loadfile --no-loadscope-reorder --tx '2*popen//python=python3 -I -B'

BUNDLE ?= debpkgs-sources.tar

help: ## print this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "%-22s%s\n", $$1, $$2 }'

image: ## set up what it needs, build the hpds image, run hpds in it
	@./setup --for hpds-image --for run-image
	@nix/setup/build.sh build $(FLAKE)#hpds-image
	@nix/setup/run.sh $(FLAKE)#run-image

check: ## set everything up, run the flake's checks, then the tests, then look whether the store is as it was built
	@./setup
	@nix/setup/build.sh flake check $(FLAKE)
	nix run $(FLAKE)#tests -- $(AT_ONCE) tests
	nix run $(FLAKE)#verify-store

check-all: ## what takes long, in parts that are left out once they passed: PARTS="rebuild slow"; ledger: check-all.tsv
	@./setup
	@nix/setup/build.sh flake check $(FLAKE)
	nix run $(FLAKE)#check-all -- $(PARTS)

interop-check: ## test against the trees of other Python-to-Nix tools, nixpkgs and devbox in the folder TREES=DIR
	@./setup
	nix run $(FLAKE)#interop-check -- "$(TREES)"

bench: ## measure again what can be of the README's table, and sorting, and a GPU
	@./setup
	nix run $(FLAKE)#bench

bench-python: ## measure the interpreters against plain and Debian's: 80 min, 55 with ARGS=--quick
	@./setup
	nix run $(FLAKE)#bench-python -- $(ARGS)

profile: ## train the optimized interpreters again, write their profiles
	@./setup
	nix run $(FLAKE)#profile

bundle: ## write all sources to one file, BUNDLE=debpkgs-sources.tar, for a machine without a network
	@./setup --bundle $(BUNDLE)

cache: ## write a signed binary cache of all outputs to the folder DIR=…, for a web server
	@./setup
	CACHE_FLAKE=$(FLAKE) nix run $(FLAKE)#cache -- "$(DIR)"

audit: ## compare the pins with Debian's newest versions, which a check then knows; fails where some are behind
	@python3 $(UPDATE) --audit

graft: ## take Debian's fixes into images alone, without building again what was built with older packages
	@python3 $(UPDATE) --graft

update: ## resolve nix/debpkgs/packages.toml and trixie.toml again, write their locks
	@if python3 -I -c 'import tomllib' 2>/dev/null; then python3 $(UPDATE); \
	else { ./setup --for python-bootstrap || { [ $$? -eq 3 ] && ./setup --frozen --for python-bootstrap; }; } && \
	nix shell $(FLAKE)#python-bootstrap -c python3 $(UPDATE); fi

fmt: ## format every source file
	@./setup
	nix fmt

clean: ## remove build results and unfinished downloads; the Nix store keeps what it has
	rm -f debpkgs-sources.tar
	find . -maxdepth 1 -type l \( -name result -o -name 'result-*' \) -delete
	@cache="$${DEBPKGS_CACHE:-$${XDG_CACHE_HOME:-$$HOME/.cache}/debpkgs}"; if [ -f "$$cache/lock" ]; then rm -rf "$$cache/files"; fi
