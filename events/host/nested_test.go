package host_test

import (
	"context"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/internal/typehint"
	"github.com/fastpluggy/eventbus/typed"
)

type (
	shopOrder struct {
		Lines []shopLine `json:"lines"`
	}
	shopLine struct {
		Sku string `json:"sku"`
		Qty int32  `json:"qty"`
	}
	stockOrder struct {
		Lines []position `json:"lines"`
	}
	position struct {
		Qty int64 `json:"qty"`
	}
	mailOrder struct {
		Lines []mailLine `json:"lines"`
	}
	mailLine struct {
		Qty    int8   `json:"qty"`
		Amount string `json:"amount"`
	}
)

// generated stands for the generated code of a package.
func generated[T any](listens bool, hint string) []events.EventSpec {
	spec := events.EventSpec{Name: "order.placed", Payload: events.Schema{"lines": hint}}
	typed.Generated(spec.Name, typed.Codec[T]{
		Fingerprint: typehint.Fingerprint(spec.Name, spec.Payload), Listens: listens, Fields: []events.FieldInfo{{Name: "lines", Type: hint}},
	})
	return []events.EventSpec{spec}
}

// B96: plugins that import nothing of each other may have structs of their own for the
// lines of an order. Load reports the fields that do not fit, by their paths.
func TestB96_LoadComparesAtEveryDepth(t *testing.T) {
	shop := &fake{bare: bare{"shop"}, emits: generated[shopOrder](false, "[]Line")}
	stock := &fake{bare: bare{"stock"}, listens: generated[stockOrder](true, "[]Position")}
	mail := &fake{bare: bare{"mail"}, listens: generated[mailOrder](true, "[]MailLine")}
	for _, plugins := range [][]host.Plugin{{shop, stock, mail}, {mail, stock, shop}} {
		b := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
		err := host.New(b).Load(t.Context(), plugins...)
		wantFaults(t, err, "mail/compare", "mail/compare")
		for _, want := range []string{
			`"mail" (`, `from "shop" (`, `nested_test.go:`, `field "lines[].qty" as int8, which is declared as int32`,
			`field "lines[].amount" as string, which is not declared`, "change one of the two declarations",
		} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%v\nlacks %s", err, want)
			}
		}
	}
}
