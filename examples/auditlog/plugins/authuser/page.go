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

// A homePage is the data of the home page.
type homePage struct {
	SignedIn bool
	Username string
	Problem  string // what went wrong, or ""
}

func (p *Plugin) showHome(w http.ResponseWriter, status int, f homePage) {
	title := "Sign in"
	if f.SignedIn {
		title = "Welcome, " + f.Username
	}
	err := page.Write(w, status, p.env.Templates(), "home.html", page.View{Title: title, Here: "/", Data: f})
	if err != nil {
		p.env.Logger().Error("cannot send the home page", "err", err)
	}
}
