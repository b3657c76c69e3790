package admin

import (
	"net/http"
	"net/url"
	"path"
	"strings"
)

// A pagePath is the part of a request's path below the mount point.
type pagePath struct {
	name string // "now", "catalog", "style.css", or an unknown name
	json bool   // the path ends in ".json"
	base string // relative link from the request's path to the mount point: "./" or "./events/"
}

func (at pagePath) isAsset() bool {
	_, ok := assetTypes[at.name]
	return ok
}

// resolvePath finds out where the page is mounted, from the request alone: see the
// package comment.
func (p *Page) resolvePath(r *http.Request) pagePath {
	rest, mounted := p.pathBelowMount(r)
	at := pagePath{base: "./"}
	at.name, at.json = strings.CutSuffix(strings.TrimPrefix(rest, "/"), ".json")
	if at.name == "" {
		at.name = "now"
	}
	if rest == "" && mounted {
		at.base = relativeBase(r)
	}
	return at
}

// pathBelowMount returns the path below the mount point: "" for the mount point
// itself without a slash, "/" with one.
func (p *Page) pathBelowMount(r *http.Request) (rest string, mounted bool) {
	for _, prefix := range []string{literalPrefix(r.Pattern), p.opts.Prefix} {
		prefix = strings.TrimRight(prefix, "/")
		if rest, ok := strings.CutPrefix(r.URL.Path, prefix); ok && prefix != "" && (rest == "" || rest[0] == '/') {
			return rest, true
		}
	}
	return r.URL.Path, r.URL.Path == ""
}

// literalPrefix returns the path of a ServeMux pattern up to its first wildcard:
// "/admin/events/" of "GET example.com/admin/events/{rest...}".
func literalPrefix(pattern string) string {
	_, after, _ := strings.Cut(pattern, "/")
	after, _, _ = strings.Cut("/"+after, "{")
	return strings.TrimSuffix(after, "*")
}

// relativeBase returns the link from a mount point without a slash to what is
// below it: "./events/" for "/admin/events", which a browser takes for a file in
// "/admin/".
func relativeBase(r *http.Request) string {
	asked := r.URL.Path
	if u, err := url.ParseRequestURI(r.RequestURI); err == nil {
		asked = u.Path // the whole path: StripPrefix does not change RequestURI
	}
	if asked == "" || strings.HasSuffix(asked, "/") {
		return "./"
	}
	return "./" + url.PathEscape(path.Base(asked)) + "/"
}
