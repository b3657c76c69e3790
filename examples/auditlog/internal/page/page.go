// Package page draws the pages of the audit log example: one layout and one
// style sheet around the content of the plugins.
//
// It is not a plugin and imports none. Pages contain no script, and their policy
// allows none. All text is escaped by html/template.
package page

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
)

//go:embed layout.html static
var files embed.FS

// contentPolicy is the Content-Security-Policy of every page: only our own style
// sheet and icon, forms that submit to this site only, and no frame around the
// page.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

var layout = template.Must(template.ParseFS(files, "layout.html"))

// A View is what a page shows.
type View struct {
	Title string // of the window, and the heading
	Here  string // the path of the page, marked in the navigation
	Data  any    // for the template
}

// Write sends the template name of set, which the host has parsed for a plugin,
// inside the layout. If the template fails, it answers 500 and sends no partial
// page.
func Write(w http.ResponseWriter, status int, set *template.Template, name string, v View) error {
	var content, body bytes.Buffer
	err := set.ExecuteTemplate(&content, name, v.Data)
	if err == nil {
		v.Data = template.HTML(content.String()) // it was escaped just now
		err = layout.Execute(&body, v)
	}
	if err != nil {
		http.Error(w, "cannot show this page", http.StatusInternalServerError)
		return err
	}
	header := w.Header()
	Protect(header)
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", contentPolicy)
	header.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(status)
	_, err = w.Write(body.Bytes())
	return err
}

// Protect sets the headers that every response about users needs: it must not be
// cached, and browsers must not guess another content type.
func Protect(header http.Header) {
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Vary", "Accept, Cookie")
}

// Static serves the style sheet and the icon, below /static/.
func Static() http.Handler { return http.FileServerFS(files) }
