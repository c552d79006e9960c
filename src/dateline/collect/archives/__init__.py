"""Archives of pages, each a stream: WARC, WACZ, zip, tar, JSON lines, mail. An archive → Page, one by one."""
