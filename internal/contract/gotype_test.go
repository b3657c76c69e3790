//lint:file-ignore SA5008 the tags are those that encoding/json takes for names or ignores

package contract_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/contract"
)

type (
	order struct {
		ID    int64                  `json:"id"`
		Lines []line                 `json:"lines"`
		BySku map[string]*line       `json:"by_sku"`
		ByID  map[int32]level        `json:"by_id"`
		Best  *line                  `json:"best,omitempty"`
		Page  page[line]             `json:"page"`
		Free  struct{ X, Y float64 } `json:"free"`
		Many  []struct{ Z int }      `json:"many"`
		Tree  tree                   `json:"tree"`
		At    time.Time              `json:"at"`
		Big   *big.Int               `json:"big"`
		Any   any                    `json:"any"`
		Err   error                  `json:"err"`
		Raw   json.RawMessage        `json:"raw"`
		Bytes []byte                 `json:"bytes"`
		Small []octet                `json:"small"`
		Hash  [4]byte                `json:"hash"`
		Every time.Duration          `json:"every"`
		Skip  string                 `json:"-"`
		Dash  string                 `json:"-,"`
		Count int64                  `json:"count,string"`
		Maybe *int64                 `json:"maybe,string"`
		Host  netip.Addr             `json:"host,omitzero"`
		Own   byText                 `json:"own"`
		JS    byJSON                 `json:"js"`
		Stamp stamp                  `json:"stamp"`
		When  when                   `json:"when"`
		Reads reads                  `json:"reads"`
		Names names                  `json:"names"`
		NoTag string
		inner int
		base
	}
	line struct {
		Sku string `json:"sku"`
		Qty int32  `json:"qty"`
	}
	level       string
	octet       byte
	names       []level
	page[T any] struct{ Items []T }
	tree        struct {
		Name     string `json:"name"`
		Children []tree `json:"children"`
	}
	byText struct{ A int }
	byJSON struct{ A int }
	base   struct {
		Trace string `json:"trace"`
		NoTag bool
	}
)

type (
	stamp struct{ time.Time }
	when  struct{ time.Time }
	reads string
)

func (when) MarshalJSON() ([]byte, error)    { return []byte("1"), nil }
func (*reads) UnmarshalText([]byte) error    { return nil }
func (*byText) MarshalText() ([]byte, error) { return nil, nil }
func (byJSON) MarshalJSON() ([]byte, error)  { return []byte("1"), nil }

// shortNames leaves out the import path.
var shortNames = strings.NewReplacer(reflect.TypeFor[order]().PkgPath()+".", "")

func TestGoTypesAreReadDownToTheirLeaves(t *testing.T) {
	_ = order{}.inner
	read := contract.OfGoType(reflect.TypeFor[order](), "")
	var got []string
	for _, s := range read.Shapes.Reachable([]contract.Field{{Type: read.Type.String()}}) {
		text := s.Name + "=" + s.Form
		for _, f := range s.Fields {
			text += fmt.Sprintf("\n  %s %s", f.Name, f.Type)
			if f.Omit {
				text += ",omit"
			}
		}
		got = append(got, shortNames.Replace(text))
	}
	want := `byJSON=json
byText=text
level=string
line=struct
  sku string
  qty int32
names=[]level
order=struct
  id int64
  lines []line
  by_sku map[string]*line
  by_id map[int32]level
  best *line,omit
  page page[line]
  free order.free
  many []order.many
  tree tree
  at time.Time
  big *math/big.Int
  any any
  err any
  raw encoding/json.RawMessage
  bytes []byte
  small []byte
  hash [4]uint8
  every time.Duration
  - string
  count order.count
  maybe *order.maybe
  host net/netip.Addr,omit
  own byText
  js byJSON
  stamp stamp
  when when
  reads reads
  names names
  NoTag string
  trace string
order.count=text
order.free=struct
  X float64
  Y float64
order.many=struct
  Z int
order.maybe=text
page[line]=struct
  Items []line
reads=text
stamp=text
tree=struct
  name string
  children []tree
when=json`
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("got:\n%s", text)
	}
}

// Two types of the same name in one package are two types.
func TestLocalTypesOfOneNameAreTold(t *testing.T) {
	type line struct{ Local int }
	a, b := contract.OfGoType(reflect.TypeFor[line](), ""), contract.OfGoType(reflect.TypeFor[order](), "")
	own := b.Shapes.Of(reflect.TypeFor[order]().PkgPath() + ".order").Fields[1]
	if own.Name != "lines" || "[]"+a.String() == own.Type {
		t.Errorf("%s and %s are one name", a, own.Type)
	}
	if again := contract.OfGoType(reflect.TypeFor[line](), "elsewhere"); again.String() != a.String() || contract.GoTypeOf(a.Name) != reflect.TypeFor[line]() {
		t.Errorf("%s is also %s, and stands for %s", a, again, contract.GoTypeOf(a.Name))
	}
}

type (
	left   struct{ A, B int }
	right  struct{ B, C int }
	tagged struct {
		Own int `json:"C"`
	}
	deep struct{ right }
	ptr  struct {
		*left
		D int
	}
	asText struct{ byText }
	Number int
)

// The fields are those of encoding/json.
func TestGoFieldsAreThoseOfJSON(t *testing.T) {
	for _, v := range []any{
		order{},
		base{},
		ptr{left: &left{}},
		struct {
			left
			right
		}{},
		struct {
			right
			tagged
		}{},
		struct {
			deep
			right
			B string
		}{},
		struct {
			deep
			*ptr
		}{ptr: &ptr{left: &left{}}},
		struct {
			left  `json:"left"`
			Right right `json:"bad\"name"`
			asText
		}{},
		struct {
			Number
			level
			*Wheel
		}{},
	} {
		var got []string
		for _, f := range contract.GoFields(reflect.TypeOf(v)) {
			got = append(got, f.Name)
		}
		if want := keysOf(t, v); !slices.Equal(slices.Sorted(slices.Values(got)), want) {
			t.Errorf("%T:\n%q, want\n%q", v, got, want)
		}
	}
}

type Wheel struct{ Size int }

func keysOf(t *testing.T, v any) (keys []string) {
	t.Helper()
	filled := reflect.New(reflect.TypeOf(v)).Elem()
	filled.Set(reflect.ValueOf(v))
	fillPointers(filled)
	raw, err := json.Marshal(filled.Interface())
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for key := range all {
		keys = append(keys, key)
	}
	return slices.Sorted(slices.Values(keys))
}

// fillPointers sets what omitempty and nil pointers would leave out.
func fillPointers(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Field(i)
		switch {
		case f.CanSet() && f.Kind() == reflect.Pointer && f.IsNil():
			f.Set(reflect.New(f.Type().Elem()))
		case f.CanSet() && f.Type() == reflect.TypeFor[netip.Addr]():
			f.Set(reflect.ValueOf(netip.IPv6Loopback()))
		case f.CanSet() && f.Type() == reflect.TypeFor[json.RawMessage]():
			f.SetBytes([]byte("1"))
		}
	}
}
