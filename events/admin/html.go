package admin

import (
	"bytes"
	"encoding/json"
	"html/template"
	"net/http"
)

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	// formats
	"count":    formatAnyCount,
	"owner":    ownerName,
	"duration": formatDuration,
	"rate":     formatRate,
	"clock":    formatClock,
	"moment":   formatMoment,
	"short":    shortName,
	"type":     shortType,
	// tables of listeners
	"listenerColumns":   func() []listenerColumn { return listenerColumns },
	"allColumns":        func() int { return len(listenerColumns) },
	"columnsAfterFirst": func() int { return len(listenerColumns) - 1 },
	"topicRow":          newTopicRow,
	"groupRow":          newGroupRow,
	// views
	"previousPage": previousPage,
	"nextPage":     nextPage,
	"hasComments":  hasComments,
	"mapRows":      func(m Map) []mapRow { return m.rows },
	"drawMap":      drawMap,
	"findingKey":   func(f Finding) string { return f.key },
	"sharesRemedy": sharesRemedy,
	"emptyEntry":   func() Entry { return Entry{} },
	"formats":      marshalFormats,
}).ParseFS(assets, "assets/*.html"))

// marshalFormats returns the formats that page.js shares with format.go, as JSON.
func marshalFormats() (string, error) {
	text, err := json.Marshal(sharedFormats)
	return string(text), err
}

// An htmlPage is the data of the page's template.
type htmlPage struct {
	Name     string // "now"
	Title    string
	Base     string // relative link to the mount point
	Query    viewQuery
	Links    []navLink
	Findings int
	Data     any
}

// A navLink is a link to a view.
type navLink struct{ Name, Title, Path string }

var navLinks = []navLink{
	{"now", "Now", ""}, {"catalog", "Catalog", "catalog"}, {"map", "Map", "map"}, {"findings", "Findings", "findings"}, {"live", "Live", "live"},
}

func (p *Page) serveView(w http.ResponseWriter, r *http.Request, at pagePath, view pageView) {
	w.Header().Add("Vary", "Accept")
	q, asJSON := queryOf(r), at.json || wantsJSON(r)
	if asJSON && view.needsNoSnapshot {
		writeJSON(w, r, http.StatusOK, view.build(p, q, nil))
		return
	}
	snap := takeSnapshot(p.bus, p.observer.redactor)
	if asJSON {
		writeJSON(w, r, http.StatusOK, view.build(p, q, snap))
		return
	}
	snap.withoutTexts = at.name == "catalog" // the catalog names listeners, but not their errors
	data := view.build(p, q, snap)
	page := htmlPage{at.name, view.title, at.base, q, navLinks, len(p.findingsOf(snap)), data}
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, "page.html", page); err != nil {
		refuse(w, http.StatusInternalServerError, "cannot show this page: "+err.Error())
		return
	}
	writeBody(w, r, http.StatusOK, "text/html; charset=utf-8", b.Bytes())
}
