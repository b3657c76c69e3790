package browser

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// axe looks for what keeps people from using a page: contrast, names, order.
//
//go:embed testdata/axe/axe.min.js
var axe string

// accessible lets axe check the page in the tab, by the rules of WCAG 2.2 AA and
// axe's own best practices.
func (tb *tab) accessible(name string) {
	tb.t.Helper()
	if !eval[bool](tb, "typeof axe === 'object'") {
		eval[bool](tb, axe+";true")
	}
	found := eval[[]struct {
		ID, Impact, Help string
		Nodes            []struct {
			HTML, FailureSummary string
		}
	}](tb, "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
	for _, v := range found {
		var places []string
		for _, n := range v.Nodes[:min(len(v.Nodes), 4)] {
			places = append(places, fmt.Sprintf("%.300s\n    %s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n    ")))
		}
		tb.t.Errorf("%s: %s (%s): %s, at %d places:\n  %s", name, v.ID, v.Impact, v.Help, len(v.Nodes), strings.Join(places, "\n  "))
	}
}

// The copy of axe in this repository is the file that was published, unchanged.
func TestAxeIsAsPublished(t *testing.T) {
	t.Parallel()
	const folder = "testdata/axe"
	data, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	check(t, err)
	var manifest struct {
		Version, Licence string
		SHA256           map[string]string
	}
	check(t, json.Unmarshal(data, &manifest))
	files, err := os.ReadDir(folder)
	check(t, err)
	for _, file := range files {
		if file.Name() == "manifest.json" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(folder, file.Name()))
		check(t, err)
		sum := sha256.Sum256(data)
		if got, want := hex.EncodeToString(sum[:]), manifest.SHA256[file.Name()]; got != want {
			t.Errorf("%s has the SHA-256 %s, the manifest says %q", file.Name(), got, want)
		}
	}
	if len(files) != len(manifest.SHA256)+1 || !strings.Contains(axe, manifest.Version) || manifest.Licence != "MPL-2.0" {
		t.Errorf("the manifest %+v does not fit the folder", manifest)
	}
}

func TestPagesOfTheExampleAreAccessible(t *testing.T) {
	t.Parallel()
	a, tb := start(t), newTab(t)
	look := func(when string) {
		for _, theme := range []string{"light", "dark"} {
			tb.prefer("prefers-color-scheme", theme)
			for _, path := range []string{"/", "/audit"} {
				tb.open(a.url + path)
				tb.accessible(theme + " " + path + ", " + when)
			}
		}
	}
	look("signed out")
	tb.signIn(a.url) // then the pages show more
	look("signed in")
}

// axe finds faults on a bad page. Without this test its silence would prove
// nothing.
func TestAxeFindsFaults(t *testing.T) {
	t.Parallel()
	tb := newTab(t)
	tb.open(`data:text/html,<html lang="en"><title>t</title><main><h1>h</h1><p style="color:%23ccc;background:white">pale</p><input><img src="data:,"></main>`)
	seen := &tab{t: &silent{TB: t}, ctx: tb.ctx}
	seen.accessible("a bad page")
	for _, want := range []string{"color-contrast", "label", "image-alt"} {
		if found := seen.t.(*silent).said; !strings.Contains(found, want) {
			t.Errorf("axe does not find %s, but %q", want, found)
		}
	}
}

// silent is a test that only records its errors.
type silent struct {
	testing.TB
	said string
}

func (s *silent) Errorf(format string, args ...any) { s.said += fmt.Sprintf(format, args...) }
