# The project's commands. Each works as the first thing typed after `git clone`.

.DEFAULT_GOAL := help
.PHONY: help image check check-all bench bench-python profile bundle cache update fmt clean

# Where Nix's own installer puts it, in case the shell has not been told.
export PATH := $(PATH):/nix/var/nix/profiles/default/bin:$(HOME)/.nix-profile/bin

# Nix 2.8 makes a URL of this folder's name, and with a space in it that is no valid one; and Git reads no checkout of another user.
space := $(subst x,,x x)
FLAKE := $(if $(findstring $(space),$(CURDIR))$(shell git rev-parse 2>&1),path:.,.)

BUNDLE ?= debpkgs-sources.tar

help: ## print this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "%-20s%s\n", $$1, $$2 }'

image: ## set up what it needs, build the hpds image, run hpds in it
	@./setup --for hpds-image --for run-image
	@nix/setup/build.sh build $(FLAKE)#hpds-image
	nix run $(FLAKE)#run-image

check: ## set everything up, run the flake's checks, then the tests
	@./setup
	@nix/setup/build.sh flake check $(FLAKE)
	nix run $(FLAKE)#tests -- tests

check-all: ## all of check, and what takes long: sanitizers, rebuilds, other Nix versions
	@./setup
	@nix/setup/build.sh flake check $(FLAKE)
	nix run $(FLAKE)#check-all

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

update: ## resolve nix/debpkgs/packages.toml and trixie.toml again, write their locks
	@cd nix/debpkgs && if python3 -c 'import tomllib' 2>/dev/null; then python3 -m update; \
	else ../../setup && nix shell .#python-bootstrap -c python3 -m update; fi

fmt: ## format every source file
	@./setup
	nix fmt

clean: ## remove build results and unfinished downloads; the Nix store keeps what it has
	rm -f result result-* debpkgs-sources.tar
	cache=$${DEBPKGS_CACHE:-$${XDG_CACHE_HOME:-$$HOME/.cache}/debpkgs}; [ ! -d "$$cache/roots" ] || rm -rf "$$cache/files"
