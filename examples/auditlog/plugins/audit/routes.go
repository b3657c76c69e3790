package audit

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"github.com/fastpluggy/eventbus/examples/auditlog/internal/page"
)

// pageRows is how many rows a page shows.
const pageRows = 50

//go:embed audit.html
var files embed.FS

// Templates returns the plugin's templates, which the host parses.
func (p *Plugin) Templates() fs.FS { return files }

// Routes adds the page of the log.
func (p *Plugin) Routes(mux *http.ServeMux) { mux.HandleFunc("GET /audit", p.list) }

// view is what the page shows.
type view struct {
	Rows  []Row  // newest first
	Next  string // where the older rows are; "" where there are none
	First bool   // no newer rows were left out by ?before
}

func (p *Plugin) list(w http.ResponseWriter, r *http.Request) {
	before, err := beforeOf(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	rows, more, err := p.store.Page(r.Context(), before, pageRows)
	if err != nil {
		p.env.Logger().ErrorContext(r.Context(), "audit log not read", "err", err)
		http.Error(w, "the audit log cannot be read; the server's log says why", http.StatusInternalServerError)
		return
	}
	v := view{Rows: rows, First: before == 0}
	if more {
		v.Next = fmt.Sprintf("/audit?before=%d", rows[len(rows)-1].ID)
	}
	if err := p.answer(w, r, v); err != nil { // mostly a browser that has gone
		p.env.Logger().DebugContext(r.Context(), "audit log not sent", "err", err)
	}
}

// answer sends the rows as JSON, an array, with the way to the older ones in a
// Link header; or as a page.
func (p *Plugin) answer(w http.ResponseWriter, r *http.Request, v view) error {
	if v.Next != "" {
		w.Header().Set("Link", "<"+v.Next+`>; rel="next"`)
	}
	if !wantsJSON(r) {
		return page.Write(w, http.StatusOK, p.env.Templates(), "audit.html", page.View{Title: "Audit log", Here: "/audit", Data: v})
	}
	page.Protect(w.Header())
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v.Rows)
}

// beforeOf reads ?before=ID; 0 is none.
func beforeOf(r *http.Request) (int64, error) {
	text := r.URL.Query().Get("before")
	if text == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, fmt.Errorf("before=%.20q is not the id of a row; follow the link to the older rows", text)
	}
	return id, nil
}

// wantsJSON reports whether the client asks for JSON. A browser asks for HTML
// and would take anything.
func wantsJSON(r *http.Request) bool {
	for _, accept := range r.Header.Values("Accept") {
		for kind := range strings.SplitSeq(accept, ",") {
			kind, _, _ = strings.Cut(kind, ";")
			switch strings.ToLower(strings.TrimSpace(kind)) {
			case "application/json":
				return true
			case "text/html":
				return false
			}
		}
	}
	return false
}
