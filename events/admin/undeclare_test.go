package admin_test

import (
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// An event whose owner has undeclared it is not in the catalog any
// more.
func TestCatalogWithoutWhatIsUndeclared(t *testing.T) {
	b := events.New()
	page := admin.Handler(b, admin.Options{})
	defer page.Close()
	check(t, b.As("shop").Declare(events.EventSpec{Name: "cart.paid"}, events.EventSpec{Name: "cart.empty"}))
	b.As("shop").Undeclare("cart.paid")
	all := read[admin.Catalog](t, page, "catalog.json").Events
	if len(all) != 1 || all[0].Name != "cart.empty" {
		t.Errorf("the catalog page has %+v; want cart.empty alone", all)
	}
}
