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

// pageRows is the number of rows on a page.
const pageRows = 50

//go:embed audit.html
var files embed.FS

// Templates returns the plugin's templates, which the host parses.
func (p *Plugin) Templates() fs.FS { return files }

// Routes adds the page of the log.
func (p *Plugin) Routes(mux *http.ServeMux) { mux.HandleFunc("GET /audit", p.serveLog) }

// A logPage is the data of the page.
type logPage struct {
	Rows  []Row  // newest first
	Next  string // address of the older rows, or "" if there are none
	First bool   // the page begins with the newest row
}

func (p *Plugin) serveLog(w http.ResponseWriter, r *http.Request) {
	before, err := beforeOf(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	rows, more, err := p.store.Page(r.Context(), before, pageRows)
	if err != nil {
		p.env.Logger().ErrorContext(r.Context(), "cannot read the audit log", "err", err)
		http.Error(w, "cannot read the audit log; see the server's log", http.StatusInternalServerError)
		return
	}
	v := logPage{Rows: rows, First: before == 0}
	if more {
		v.Next = fmt.Sprintf("/audit?before=%d", rows[len(rows)-1].ID)
	}
	if err := p.writeLog(w, r, v); err != nil { // in most cases the browser has left
		p.env.Logger().DebugContext(r.Context(), "cannot send the audit log", "err", err)
	}
}

// writeLog sends the rows as a page, or as a JSON array with the address of the
// older rows in a Link header.
func (p *Plugin) writeLog(w http.ResponseWriter, r *http.Request, v logPage) error {
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

// beforeOf reads ?before=ID; without it, it returns 0.
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

// wantsJSON reports whether the client asks for JSON. A browser asks for HTML, and
// accepts anything else after that.
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
