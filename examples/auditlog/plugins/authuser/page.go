package authuser

import (
	"embed"
	"io/fs"
	"net/http"

	"github.com/fastpluggy/eventbus/examples/auditlog/internal/page"
)

//go:embed home.html
var files embed.FS

// Templates returns the plugin's templates, which the host parses.
func (p *Plugin) Templates() fs.FS { return files }

// form is what the home page shows.
type form struct {
	SignedIn bool
	Username string
	Problem  string // "" or what went wrong
}

func (p *Plugin) show(w http.ResponseWriter, status int, f form) {
	title := "Sign in"
	if f.SignedIn {
		title = "Welcome, " + f.Username
	}
	err := page.Write(w, status, p.env.Templates(), "home.html", page.View{Title: title, Here: "/", Data: f})
	if err != nil {
		p.env.Logger().Error("home page not sent", "err", err)
	}
}
