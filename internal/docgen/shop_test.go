package docgen_test

import (
	"encoding/json"
	"math"
	"math/big"
	"net/netip"
	"time"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/docgen"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

const (
	shop  = "example.com/app/shop"
	stock = "example.com/app/stock"
)

// The Go types of the shop, as an emitter has them. shopShapes says the same.
type (
	orderPlaced struct {
		ID      uint64                 `json:"id"`
		Lines   []line                 `json:"lines"`
		Best    *line                  `json:"best"`
		BySKU   map[string]line        `json:"by_sku"`
		Counts  map[int64]int32        `json:"counts"`
		Prices  map[level]float64      `json:"prices"`
		Tree    tree                   `json:"tree"`
		Any     menu                   `json:"menu"`
		Box     [2]float64             `json:"box"`
		Hash    [4]byte                `json:"hash"`
		Raw     []byte                 `json:"raw"`
		Extra   json.RawMessage        `json:"extra"`
		Total   *big.Int               `json:"total"`
		At      time.Time              `json:"at"`
		Host    netip.Addr             `json:"host"`
		Place   position               `json:"place"`
		Stored  stockPosition          `json:"stored"`
		Grid    [][]*int16             `json:"grid"`
		Texts   map[netip.Addr]textual `json:"texts"`
		Nested  map[string]map[string]int8
		Keyword bool   `json:"new"`
		Quoted  int64  `json:"a-b"`
		Cents   int64  `json:"cents,string"`
		Note    string `json:"note,omitempty"`
	}
	line struct {
		SKU   string   `json:"sku"`
		Qty   int64    `json:"qty"`
		Tags  []string `json:"tags,omitempty"`
		Level level    `json:"level"`
		Stage stage    `json:"stage"`
		Note  *string  `json:"note"`
	}
	tree struct {
		Name     string  `json:"name"`
		Children []*tree `json:"children"`
	}
	position struct {
		X float32 `json:"x"`
	}
	stockPosition struct {
		Shelf uint8 `json:"shelf"`
	}
	level   string
	stage   int
	menu    map[string]menu
	textual struct{ text string }
)

func (t textual) MarshalText() ([]byte, error) { return []byte(t.text), nil }

// shopShapes are those types, two of which share a name.
func shopShapes() contract.Shapes {
	all := contract.Shapes{}
	add := func(name, form string, values []string, fields ...contract.Field) {
		all[name] = &contract.Shape{Name: name, Form: form, Values: values, Fields: fields}
	}
	add(shop+".Line", contract.FormStruct, nil, field("sku", "string", "the article, not its name"), field("qty", "int64", ""),
		contract.Field{Name: "tags", Type: "[]string", Omit: true}, field("level", shop+".Level", "ends no */ comment"),
		field("stage", shop+".Stage", ""), field("note", "*string", ""))
	add(shop+".Tree", contract.FormStruct, nil, field("name", "string", ""), field("children", "[]*"+shop+".Tree", ""))
	add(shop+".Position", contract.FormStruct, nil, field("x", "float32", ""))
	add(stock+".Position", contract.FormStruct, nil, field("shelf", "uint8", ""))
	add(shop+".Level", "string", []string{`"low"`, `"high"`, `"low"`})
	add(shop+".Stage", "int", []string{"0", "1", "-1"})
	add(shop+".Menu", "map[string]"+shop+".Menu", nil)
	all[shop+".Line"].Doc = "A Line is one article\nof an order. */"
	add(shop+".Textual", contract.FormText, nil)
	return all
}

func field(name, typ, doc string) contract.Field {
	return contract.Field{Name: name, GoName: "X" + name, Type: typ, Doc: doc}
}

// shopSource has an event with each kind of nested type, and one that is only needed.
func shopSource() docgen.Source {
	var fields []contract.Field
	for _, f := range [][2]string{
		{"id", "uint64"},
		{"lines", "[]" + shop + ".Line"},
		{"best", "*" + shop + ".Line"},
		{"by_sku", "map[string]" + shop + ".Line"},
		{"counts", "map[int64]int32"},
		{"prices", "map[" + shop + ".Level]float64"},
		{"tree", shop + ".Tree"},
		{"menu", shop + ".Menu"},
		{"box", "[2]float64"},
		{"hash", "[4]uint8"},
		{"raw", "[]byte"},
		{"extra", "encoding/json.RawMessage"},
		{"total", "*math/big.Int"},
		{"at", "time.Time"},
		{"host", "net/netip.Addr"},
		{"place", shop + ".Position"},
		{"stored", stock + ".Position"},
		{"grid", "[][]*int16"},
		{"texts", "map[net/netip.Addr]" + shop + ".Textual"},
		{"Nested", "map[string]map[string]int8"},
		{"new", "bool"},
		{"a-b", "int64"},
		{"cents", "string"},
	} {
		fields = append(fields, field(f[0], f[1], ""))
	}
	fields = append(fields, contract.Field{Name: "note", GoName: "Note", Type: "string", Omit: true})
	return docgen.Source{
		Module: "example.com/app",
		Contracts: &lockfile.File{
			Topics: []contract.Event{
				{Name: "order.placed", Package: shop, GoName: "OrderPlaced", Fingerprint: "01", Description: "Fired after */ an order.", Fields: fields, Shapes: shopShapes()},
				{Name: "shop.closed", Package: shop, GoName: "ShopClosed", Fingerprint: "02"},
			},
			Listens: []contract.Event{
				{
					Name: "user.login", Package: stock, GoName: "UserLogin", Fingerprint: "03", Shapes: shopShapes(),
					Fields: []contract.Field{field("at", stock+".Position", ""), field("what", "example.com/else.Unknown", "")},
				},
			},
		},
		Names: map[string]string{shop: "shop", stock: "stock"},
	}
}

// orders are values of that event, from empty to full.
func orders() []orderPlaced {
	note := "x"
	n := int16(7)
	full := orderPlaced{
		ID:    math.MaxUint64,
		Lines: []line{{SKU: "a", Qty: math.MinInt64, Tags: []string{"t"}, Level: "low", Stage: -1, Note: &note}},
		Best:  &line{Level: "high", Stage: 1}, BySKU: map[string]line{"a": {Level: "low"}}, Counts: map[int64]int32{-3: 4, 0: 1},
		Prices: map[level]float64{"low": 1e300}, Tree: tree{Children: []*tree{{Name: "x"}, nil}}, Any: menu{"a": {"b": nil}},
		Box: [2]float64{1, -0.5}, Raw: []byte("raw"), Extra: json.RawMessage(`[1,{"a":null}]`), Total: big.NewInt(1).Lsh(big.NewInt(1), 100),
		At: time.Date(2024, 2, 29, 23, 59, 59, 999, time.FixedZone("", 3600)), Host: netip.MustParseAddr("fe80::1%eth0"),
		Place: position{math.MaxFloat32}, Stored: stockPosition{255}, Grid: [][]*int16{{&n, nil}, nil},
		Texts: map[netip.Addr]textual{netip.MustParseAddr("1.2.3.4"): {"t"}}, Nested: map[string]map[string]int8{"a": {"b": -128}},
		Keyword: true, Quoted: math.MaxInt64, Note: note,
	}
	return []orderPlaced{{}, full}
}
