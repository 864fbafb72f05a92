// What Datasette says in an inline script: facets may be offered in the menus of columns.
var DATASETTE_ALLOW_FACET = true;
