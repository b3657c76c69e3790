package main

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/fastpluggy/eventbus/internal/evgen/evgentest"
)

// nestPayloads gives each package of a large module an event with nested types, of its
// own and of another package.
func nestPayloads(tb testing.TB, dir string, n int) {
	tb.Helper()
	evgentest.WriteFile(tb, filepath.Join(dir, "kinds", "kinds.go"), nestedKinds)
	for i := range n {
		name := fmt.Sprintf("p%03d", i)
		evgentest.WriteFile(tb, filepath.Join(dir, name, "order.go"), fmt.Sprintf(nestedTypes, name))
	}
}

const nestedKinds = `package kinds

import (
	"net/url"
	"time"
)

type Money struct {
	Cents    int64    ` + "`json:\"cents\"`" + `
	Currency Currency ` + "`json:\"currency\"`" + `
}

type Currency string

const (
	EUR Currency = "EUR"
	USD Currency = "USD"
)

type Page[T any] struct {
	Items []T      ` + "`json:\"items\"`" + `
	Next  *Page[T] ` + "`json:\"next,omitempty\"`" + `
}

type Base struct {
	Created time.Time ` + "`json:\"created\"`" + `
	Link    *url.URL  ` + "`json:\"link\"`" + `
}
`

const nestedTypes = `package %[1]s

import (
	"net/netip"

	"example.com/app/kinds"
	"github.com/fastpluggy/eventbus/events"
)

type Line struct {
	kinds.Base
	SKU    string            ` + "`json:\"sku\"`" + `
	Price  kinds.Money       ` + "`json:\"price\"`" + `
	Labels map[string][]Note ` + "`json:\"labels\"`" + `
	Size   struct{ W, H int } ` + "`json:\"size\"`" + `
}

type Note struct {
	Text    string     ` + "`json:\"text\"`" + `
	From    netip.Addr ` + "`json:\"from\"`" + `
	Answers []Note     ` + "`json:\"answers\"`" + `
}

type Lines = kinds.Page[Line]

var Orders = []events.EventSpec{
	{Name: prefix + ".order", Payload: events.Schema{"id": "int64", "lines": "Lines", "total": "example.com/app/kinds.Money", "notes": "map[string]Note"}},
}
`
