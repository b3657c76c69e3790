package admin

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
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
		sum := sha256.Sum256(asset(name))
		tags[name] = `"` + hex.EncodeToString(sum[:8]) + `"`
	}
	return tags
}()

func asset(name string) []byte {
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
	write(w, r, http.StatusOK, assetTypes[name], asset(name))
}

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"count": func(n any) string { return countAny(n) }, "owner": owner, "took": took, "rate": rate, "clock": clock, "moment": moment, "short": short, "row": newRow, "key": func(f Finding) string { return f.key },
}).ParseFS(assets, "assets/*.html"))

// A view is what a template shows.
type view struct {
	Name     string // "now"
	Title    string
	Base     string // leads to the page's own paths
	Query    query
	Parts    []link
	Findings int
	Data     any
}

type link struct{ Name, Title, Path string }

var nav = []link{
	{"now", "Now", ""}, {"catalog", "Catalog", "catalog"}, {"map", "Map", "map"}, {"findings", "Findings", "findings"}, {"live", "Live", "live"},
}

func (p *Page) show(w http.ResponseWriter, r *http.Request, at place, part part) {
	w.Header().Add("Vary", "Accept")
	q, asJSON := queryOf(r), at.json || wantsJSON(r)
	if asJSON && part.eventsAlone {
		writeJSON(w, r, http.StatusOK, part.look(p, q, nil))
		return
	}
	m := modelOf(p.bus, p.watch.redactor)
	if asJSON {
		writeJSON(w, r, http.StatusOK, part.look(p, q, m))
		return
	}
	m.withoutTexts = at.name == "catalog" // it names listeners, but not their errors
	data := part.look(p, q, m)
	var b bytes.Buffer
	v := view{at.name, part.title, at.base, q, nav, len(p.findings(m)), data}
	if err := templates.ExecuteTemplate(&b, "page.html", v); err != nil {
		refuse(w, http.StatusInternalServerError, "this page can't be shown: "+err.Error())
		return
	}
	write(w, r, http.StatusOK, "text/html; charset=utf-8", b.Bytes())
}

// owner names who has no name: the program that has made the bus.
func owner(name string) string {
	if name == "" {
		return "the program"
	}
	return name
}

// count writes a number with thin spaces, as in 12 345.
func count[T int | uint64](n T) string {
	s := strconv.FormatUint(uint64(n), 10)
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteRune('\u202f')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// took writes a duration with two or three digits.
func took(d time.Duration) string {
	switch {
	case d <= 0:
		return "–"
	case d < time.Microsecond:
		return fmt.Sprintf("%d ns", d)
	case d < time.Millisecond:
		return fmt.Sprintf("%.3g µs", float64(d)/1e3)
	case d < time.Second:
		return fmt.Sprintf("%.3g ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.3g s", d.Seconds())
}

func rate(r float64) string {
	switch {
	case r == 0:
		return "0/s"
	case r < 10:
		return fmt.Sprintf("%.1f/s", r)
	}
	return count(int(r+0.5)) + "/s"
}

func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("15:04:05.000")
}

// moment is a time of today, or one with its date.
func moment(t time.Time) string {
	today := time.Now().In(t.Location()).Format(time.DateOnly)
	if t.IsZero() || t.Format(time.DateOnly) == today {
		return clock(t)
	}
	return t.Format("2 Jan 2006 15:04:05")
}

// short cuts the import path off a function's name: "auth.(*Plugin).greet".
// Labels stay as they are.
func short(name string) string {
	if function.MatchString(name) {
		return name[strings.LastIndexByte(name, '/')+1:]
	}
	return name
}

// function is how the names of functions look, as in page.js.
var function = regexp.MustCompile(`^[\w.~/-]+\.[\w.()*[\]-]+$`)

// countAny takes the two kinds of figures that templates have.
func countAny(n any) string {
	switch n := n.(type) {
	case int:
		return count(n)
	case uint64:
		return count(n)
	}
	return fmt.Sprint(n)
}

// A row is one line of a table of listeners.
type listenerRow struct {
	Listener
	Key   string // of the row: a listener of a namespace stands in several topics
	Order int
	Via   string // "user.*", in a table of topics
}

func newRow(i int, l Listener, under string, inTopic bool) listenerRow {
	r := listenerRow{l, under + "-" + l.ID, i + 1, ""}
	if inTopic && l.Scope != "topic" {
		r.Via = l.Pattern()
	}
	return r
}
