package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A viewQuery is the selection that a view shows. The address of the page holds
// all of it.
type viewQuery struct {
	Search     string // part of a name, an owner, a listener or a place
	Page       int    // from 1
	Focus      string // of the map: "topic:user.login" or "owner:audit"
	Kind       string // of findings
	liveFilter        // of the live view
}

func queryOf(r *http.Request) viewQuery {
	v := r.URL.Query()
	page, err := strconv.Atoi(v.Get("page"))
	if err != nil || page < 1 {
		page = 1
	}
	return viewQuery{
		Search: queryText(v, "q"), Page: page, Focus: queryText(v, "focus"), Kind: queryText(v, "kind"),
		liveFilter: liveFilter{Topic: queryText(v, "topic"), Source: queryText(v, "source"), Failing: v.Get("failing") != "" && v.Get("failing") != "0"},
	}
}

// queryText returns a parameter, cut to 256 bytes, to bound the work.
func queryText(v url.Values, name string) string {
	return firstBytes(strings.TrimSpace(v.Get(name)), 256)
}

// Link returns the query part of the address that shows q.
func (q viewQuery) Link() string {
	v := url.Values{}
	for name, value := range map[string]string{"q": q.Search, "focus": q.Focus, "kind": q.Kind, "topic": q.Topic, "source": q.Source} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.Failing {
		v.Set("failing", "1")
	}
	if q.Page > 1 {
		v.Set("page", strconv.Itoa(q.Page))
	}
	return "?" + v.Encode()
}

// To returns the query part of an address that differs from q in one parameter. It
// starts at the first page.
func (q viewQuery) To(name string, value any) string {
	v, _ := url.ParseQuery(strings.TrimPrefix(q.Link(), "?"))
	v.Del("page")
	v.Set(name, fmt.Sprint(value))
	if v.Get(name) == "" {
		v.Del(name)
	}
	return "?" + v.Encode()
}

// Only returns the query part of an address with this parameter alone.
func (viewQuery) Only(name, value string) string { return "?" + url.Values{name: {value}}.Encode() }

// A Paging says which page of a list is shown.
type Paging struct {
	Page  int `json:"page"`
	Pages int `json:"pages"`
	Found int `json:"found"` // of all pages
	All   int `json:"all"`   // without the search
}

// pageOf returns one page of a list, or the last page if the list is shorter. all
// is the length of the list without the search.
func pageOf[T any](found []T, page, size, all int) ([]T, Paging) {
	pages := max(1, (len(found)+size-1)/size)
	page = min(page, pages)
	from := (page - 1) * size
	return found[from:min(from+size, len(found))], Paging{page, pages, len(found), all}
}

// previousPage returns the number of the page before, or 0.
func previousPage(p Paging) int { return p.Page - 1 }

// nextPage returns the number of the page after, or 0.
func nextPage(p Paging) int {
	if p.Page == p.Pages {
		return 0
	}
	return p.Page + 1
}
