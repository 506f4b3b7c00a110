"""pip's configuration and index pages."""

import logging
import os
import re
from pathlib import Path
from typing import Any

from .errors import innermost
from .limits import bounded_pages
from .pip_internals import (
    Session,
    certificate_file,
    create_command,
    link_collector,
    parse_links,
)

__all__ = ["Index", "Location"]


#: What pip's parser raises at an answer that is cut, nested too deep, or of another shape.
_ODD_PAGE = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Location:
    """A place that a file can be had from."""

    def __init__(self, link: Any) -> None:
        self.url: str = link.url_without_fragment
        self.file: str = link.filename
        #: Folder of find-links, else None.
        self.path: Path | None = Path(link.file_path) if link.is_file else None
        #: As the index states it, else None.
        self.sha256: str | None = link.hash if link.hash_name == "sha256" else None
        #: Versions of Python that the index says it is for, else None.
        self.python: str | None = link.requires_python


class _Messages(logging.Handler):
    """Keeps why a page could not be read; pip only logs that."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = " ".join(record.getMessage().split())
        match = re.match(r"Could not fetch URL (\S+): (.*) - skipping$", text)
        if match:
            self.texts.append(f"{match[1]}: {innermost(match[2])}")


class Index:
    """Whatever pip is configured to use, or one index given by URL, or a folder of files."""

    def __init__(self, url: str | None, ca_bundle: Path | None) -> None:
        self._command = create_command("download")
        arguments = ["--no-cache-dir", "--disable-pip-version-check", "--no-input"]
        options, _ = self._command.parser.parse_args(arguments)
        if url is not None:
            folder = Path(url).is_dir()
            options.index_url = url
            options.extra_index_urls = []
            options.find_links = [url] if folder else []
            options.no_index = folder
        self._options = options
        self._ca_bundle = ca_bundle
        self._messages = _Messages()
        logger = logging.getLogger("pip._internal.index.collector")
        logger.setLevel(logging.DEBUG)
        logger.propagate = False
        logger.addHandler(self._messages)
        logging.getLogger("pip._vendor.urllib3").setLevel(logging.ERROR)
        self._collector = link_collector.create(self.session(), options=options)

    @property
    def url(self) -> str:
        """The first index, as pip has it; with credentials."""
        return str(self._options.index_url)

    @property
    def extra_urls(self) -> list[str]:
        """The further indexes, with credentials."""
        return list(map(str, self._options.extra_index_urls))

    @property
    def cert(self) -> str:
        """The file of certificates that pip is configured for, or nothing."""
        return str(self._options.cert or "")

    @property
    def places(self) -> list[str]:
        """Indexes and find-links, for messages; without credentials."""
        scope = self._collector.search_scope
        return [_without_credentials(place) for place in (*scope.index_urls, *scope.find_links)]

    def session(self) -> Session:
        """Return a session with pip's proxy, certificates, credentials; one for each thread."""
        session: Session = self._command._build_session(self._options)
        configured = self._options.cert or os.environ.get("REQUESTS_CA_BUNDLE")
        if not configured and self._ca_bundle and not Path(certificate_file()).exists():
            session.verify = str(self._ca_bundle)
        session.hooks["response"].append(bounded_pages)
        return session

    def locations(self, project: str) -> list[Location]:
        """Every file of a project, nearest first: find-links, then the indexes in pip's order."""

        def on_page(page: Any) -> list[Any]:
            content = self._collector.fetch_response(page)
            if content is None:
                return []
            try:
                return [Location(link) for link in parse_links(content)]
            except _ODD_PAGE as error:
                url = _without_credentials(page.url)
                self._messages.texts.append(f"{url}: not an index page ({type(error).__name__})")
                return []

        collected = self._collector.collect_sources(project, candidates_from_page=on_page)
        found: list[Location] = []
        for source in filter(None, collected.find_links):
            found.extend(Location(link) for link in source.file_links())
            found.extend(source.page_candidates())
        for source in filter(None, collected.index_urls):
            found.extend(source.page_candidates())
        return found

    def complaint(self, project: str) -> str | None:
        """Return the latest reason why a page of the project could not be read."""
        page = "/" + re.sub(r"[-_.]+", "-", project).lower() + "/"  # PEP 503
        own = [text for text in self._messages.texts if page in text]
        return own[-1] if own else None


def _without_credentials(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
