package admin_test

import (
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
	"github.com/fastpluggy/eventbus/typed"
)

type (
	order struct {
		ID    int64  `json:"id"`
		Lines []Line `json:"lines"`
		Tree  *Tree  `json:"tree"`
	}
	Line struct {
		Sku     string  `json:"sku"`
		Product Product `json:"product"`
		Level   Level   `json:"level,omitempty"`
	}
	Product struct {
		Name string `json:"<b>name"`
	}
	Level string
	Tree  struct {
		Children []Tree `json:"children"`
	}
)

// B97: the catalog shows the fields of structs inside payloads, each struct once, also
// if it contains itself.
func TestB97_CatalogShowsNestedFields(t *testing.T) {
	bus := events.New()
	check(t, bus.As("shop").Declare(typed.NewTopic[order]("order.placed").Spec()))
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	text := get(t, page, "catalog")
	has(t, text,
		`<summary><code>lines</code>: the fields of <code title="github.com/fastpluggy/eventbus/events/admin_test.Line">admin_test.Line</code></summary>`,
		`<code>lines.product</code>: the fields of`, `<code>tree</code>: the fields of`,
		`<td><code title="[]github.com/fastpluggy/eventbus/events/admin_test.Tree">[]admin_test.Tree</code></td>`,
		`<code>level</code>`, `absent if empty`, `admin_test.Level</code> <span class="quiet">is string</span>`,
		`&lt;b&gt;name`)
	if n := strings.Count(text, ": the fields of"); n != 3 {
		t.Errorf("%d structs are shown, want 3", n)
	}
	c := read[admin.Catalog](t, page, "catalog.json")
	name, fields := c.Events[0].Shapes.StructOf(c.Events[0].Fields[1])
	if !strings.HasSuffix(name, "admin_test.Line") || len(fields) != 3 || fields[0].Name != "sku" {
		t.Errorf("the JSON has %q %v", name, fields)
	}
}
