package admin_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

var sheet = regexp.MustCompile(`<link rel="stylesheet" href="([^"]*)">`)

// The page works wherever it is mounted, and its links lead back to it.
func TestMountedAnywhere(t *testing.T) {
	page := admin.Handler(events.New(), admin.Options{})
	defer page.Close()
	mux := func(pattern string, h http.Handler) http.Handler {
		m := http.NewServeMux()
		m.Handle(pattern, h)
		return m
	}
	for _, tt := range []struct {
		how     string
		h       http.Handler
		at      string // with a slash at the end
		noSlash bool   // also without
	}{
		{"by hand", page, "/admin/events/", true},
		{"mux", mux("/admin/events/", page), "/admin/events/", false},
		{"mux, exact too", mux("/admin/events", page), "/admin/events", true},
		{"mux, method", mux("GET /debug/bus/", page), "/debug/bus/", false},
		{"mux, host and wildcard", mux("GET localhost/debug/bus/{rest...}", page), "/debug/bus/", false},
		{"mux, strip", mux("/admin/events/", http.StripPrefix("/admin/events", page)), "/admin/events/", false},
		{"mux, strip with slash", mux("/x/y/z/", http.StripPrefix("/x/y/z/", page)), "/x/y/z/", false},
		{"strip", http.StripPrefix("/anywhere", page), "/anywhere/", true},
		{"root", mux("/", page), "/", false},
		{"under a stripped prefix", http.StripPrefix("/api", mux("/admin/events/", page)), "/api/admin/events/", false},
	} {
		base := regexp.MustCompile(`/+$`).ReplaceAllString(tt.at, "")
		if tt.noSlash {
			follow(t, tt.how, tt.h, base, base)
		}
		if tt.at == base {
			continue // nothing below is mounted
		}
		follow(t, tt.how, tt.h, base+"/", base)
		follow(t, tt.how, tt.h, base+"/catalog", base)
		for path, want := range map[string]int{"/none": 404, "/now": 200, "/now.json": 200, "/health": 200, "/health.json": 200, "/none.json": 404, "/live/more": 404} {
			if got := serve(tt.h, request("GET", base+path)).Code; got != want {
				t.Errorf("%s: GET %s = %d, want %d", tt.how, base+path, got, want)
			}
		}
	}
}

// follow opens a page and checks that its style sheet is where the page says.
func follow(t *testing.T, how string, h http.Handler, path, base string) {
	t.Helper()
	r := request("GET", path)
	w := serve(h, r)
	m := sheet.FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusOK || m == nil {
		t.Errorf("%s: GET %s = %d with style sheet %q", how, path, w.Code, m)
		return
	}
	to, err := r.URL.Parse(m[1])
	check(t, err)
	if want := base + "/style.css"; to.Path != want {
		t.Errorf("%s: at %s the style sheet is %s, want %s", how, path, to.Path, want)
	}
}

func TestPrefixWhereNothingElseSays(t *testing.T) {
	page := admin.Handler(events.New(), admin.Options{Prefix: "/ops/bus/"})
	defer page.Close()
	follow(t, "prefix", page, "/ops/bus", "/ops/bus")
	follow(t, "prefix", page, "/ops/bus/findings", "/ops/bus")
}
