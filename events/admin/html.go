package admin

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"net/http"
)

//go:embed assets
var assets embed.FS

// assetTypes are the page's own files. Nothing comes from elsewhere.
var assetTypes = map[string]string{
	"style.css": "text/css; charset=utf-8",
	"page.js":   "text/javascript; charset=utf-8",
	"icon.svg":  "image/svg+xml",
}

// assetTags change with the files.
var assetTags = func() map[string]string {
	tags := map[string]string{}
	for name := range assetTypes {
		sum := sha256.Sum256(readAsset(name))
		tags[name] = `"` + hex.EncodeToString(sum[:8]) + `"`
	}
	return tags
}()

func readAsset(name string) []byte {
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic("admin: built without its files: " + err.Error())
	}
	return b
}

func serveAsset(w http.ResponseWriter, r *http.Request, name string) {
	w.Header().Set("Cache-Control", "no-cache") // ask whether it has changed
	w.Header().Set("ETag", assetTags[name])
	if r.Header.Get("If-None-Match") == assetTags[name] {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	writeBody(w, r, http.StatusOK, assetTypes[name], readAsset(name))
}

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"count": func(n any) string { return formatAnyCount(n) }, "owner": ownerName, "took": formatDuration, "rate": formatRate, "clock": formatClock, "moment": formatMoment, "short": shortName, "row": newListenerRow, "key": func(f Finding) string { return f.key },
}).ParseFS(assets, "assets/*.html"))

// A htmlPage is what a template shows.
type htmlPage struct {
	Name     string // "now"
	Title    string
	Base     string // leads to the page's own paths
	Query    viewQuery
	Parts    []navLink
	Findings int
	Data     any
}

type navLink struct{ Name, Title, Path string }

var navLinks = []navLink{
	{"now", "Now", ""}, {"catalog", "Catalog", "catalog"}, {"map", "Map", "map"}, {"findings", "Findings", "findings"}, {"live", "Live", "live"},
}

func (p *Page) serveView(w http.ResponseWriter, r *http.Request, at pagePath, part pageView) {
	w.Header().Add("Vary", "Accept")
	q, asJSON := queryOf(r), at.json || wantsJSON(r)
	if asJSON && part.needsNoSnapshot {
		writeJSON(w, r, http.StatusOK, part.build(p, q, nil))
		return
	}
	m := takeSnapshot(p.bus, p.observer.redactor)
	if asJSON {
		writeJSON(w, r, http.StatusOK, part.build(p, q, m))
		return
	}
	m.withoutTexts = at.name == "catalog" // it names listeners, but not their errors
	data := part.build(p, q, m)
	var b bytes.Buffer
	v := htmlPage{at.name, part.title, at.base, q, navLinks, len(p.findingsOf(m)), data}
	if err := templates.ExecuteTemplate(&b, "page.html", v); err != nil {
		refuse(w, http.StatusInternalServerError, "this page can't be shown: "+err.Error())
		return
	}
	writeBody(w, r, http.StatusOK, "text/html; charset=utf-8", b.Bytes())
}
