//go:build unix

package main

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestLogIsPaged(t *testing.T) {
	t.Parallel()
	a := start(t, newDB(t))
	const n = 120
	for i := range n {
		a.post(http.DefaultClient, "/login", credentials(fmt.Sprint("user-", i), "wrong"))
	}
	a.until(func() bool { return len(a.all()) == n }, "%d rows", n)
	var sizes []int
	var ids, shown []int64
	for path := "/audit"; path != ""; {
		rows, next := a.rows(path)
		sizes = append(sizes, len(rows))
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		html := a.get(http.DefaultClient, path).text
		shown = append(shown, htmlIDs(t, html)...)
		if hasLink := strings.Contains(html, `rel="next"`); hasLink != (next != "") || next != "" && !strings.Contains(html, `href="`+next+`"`) {
			t.Errorf("GET %s: the page and the Link header %q differ about the next page", path, next)
		}
		path = next
	}
	if !slices.Equal(sizes, []int{50, 50, 20}) {
		t.Errorf("pages of %v rows, want 50, 50, 20", sizes)
	}
	if !slices.Equal(ids, shown) {
		t.Errorf("JSON has the rows %v, HTML %v", ids, shown)
	}
	for i, id := range ids {
		if id != int64(n-i) {
			t.Fatalf("rows %v, want %d down to 1", ids, n)
		}
	}
}

var idCell = regexp.MustCompile(`class="id">(\d+)<`)

func htmlIDs(t *testing.T, html string) (ids []int64) {
	t.Helper()
	for _, m := range idCell.FindAllStringSubmatch(html, -1) {
		var id int64
		_, err := fmt.Sscan(m[1], &id)
		check(t, err)
		ids = append(ids, id)
	}
	return ids
}

func TestAcceptChoosesTheForm(t *testing.T) {
	t.Parallel()
	a := start(t, newDB(t))
	for accept, want := range map[string]string{
		"": "text/html", "*/*": "text/html", "application/json": "application/json",
		"application/json;q=0.9, */*;q=0.1":                               "application/json",
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "text/html",
	} {
		res := a.get(http.DefaultClient, "/audit", "Accept", accept)
		if got := res.Header.Get("Content-Type"); !strings.HasPrefix(got, want) {
			t.Errorf("Accept %q gets %q, want %q", accept, got, want)
		}
	}
	if rows, next := a.rows("/audit"); rows == nil || len(rows) != 0 || next != "" {
		t.Errorf("the empty log is %v, next %q; want [] and nothing", rows, next)
	}
}

func TestPagesAreGuardedAndAccessible(t *testing.T) {
	t.Parallel()
	a := start(t, newDB(t))
	for _, path := range []string{"/", "/audit"} {
		res := a.get(http.DefaultClient, path)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		} {
			if got := res.Header.Get(name); !strings.HasPrefix(got, want) {
				t.Errorf("GET %s: %s is %q, want %q", path, name, got, want)
			}
		}
		for _, want := range []string{`<html lang="en">`, `name="viewport"`, "<h1>", `href="#main"`, `aria-current="page"`, "<title>"} {
			if !strings.Contains(res.text, want) {
				t.Errorf("GET %s lacks %s", path, want)
			}
		}
		for _, never := range []string{"<script", "style=", "onclick"} { // the policy would block them
			if strings.Contains(res.text, never) {
				t.Errorf("GET %s has %s", path, never)
			}
		}
	}
	home := a.get(http.DefaultClient, "/").text
	for _, id := range []string{"username", "password"} {
		if !strings.Contains(home, `<label for="`+id+`">`) || !strings.Contains(home, `id="`+id+`"`) {
			t.Errorf("the field %s has no label", id)
		}
	}
}
