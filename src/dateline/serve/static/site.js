// What the pages do besides HTML. No inline scripts: the content security policy forbids them.
"use strict";
