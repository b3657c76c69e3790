// Package page draws the pages of the audit log example: one layout and one
// style sheet around what the plugins have to show.
//
// It is no plugin, and knows none. Pages contain no script, and their policy
// allows none; text from outside goes through html/template.
package page

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
)

//go:embed layout.html static
var files embed.FS

// policy is the Content-Security-Policy of every page: nothing but our own
// style sheet and icon, forms that go nowhere else, and no frame around it.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

var layout = template.Must(template.ParseFS(files, "layout.html"))

// View is what a page shows.
type View struct {
	Title string // of the window, and the heading
	Here  string // the path of the page, marked in the navigation
	Data  any    // for the template
}

// Write answers with the template name of set, as the host has parsed it for a
// plugin, within the layout. A template that fails answers 500 and sends no half page.
func Write(w http.ResponseWriter, status int, set *template.Template, name string, v View) error {
	var content, body bytes.Buffer
	err := set.ExecuteTemplate(&content, name, v.Data)
	if err == nil {
		v.Data = template.HTML(content.String()) // it was escaped just now
		err = layout.Execute(&body, v)
	}
	if err != nil {
		http.Error(w, "this page cannot be shown", http.StatusInternalServerError)
		return err
	}
	header := w.Header()
	Protect(header)
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", policy)
	header.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(status)
	_, err = w.Write(body.Bytes())
	return err
}

// Protect sets what every answer about users needs: nobody keeps a copy, and
// no browser guesses another content type.
func Protect(header http.Header) {
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Vary", "Accept, Cookie")
}

// Static serves the style sheet and the icon, below /static/.
func Static() http.Handler { return http.FileServerFS(files) }
