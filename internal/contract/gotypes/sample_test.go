//lint:file-ignore SA5008 the tags are those that encoding/json takes for names or ignores

package gotypes_test

import (
	"encoding/json"
	"math/big"
	"net/netip"
	"time"
)

// Types as payloads have them. A test reads them from this source and by reflection.
type (
	Order struct {
		ID      int64                        `json:"id"`
		Lines   []Line                       `json:"lines"`
		BySku   map[string]*Line             `json:"by_sku"`
		ByID    map[int32]Grade              `json:"by_id"`
		ByKey   map[Grade]int                `json:"by_key"`
		ByHost  map[netip.Addr]bool          `json:"by_host"`
		Best    *Line                        `json:"best,omitempty"`
		Page    Page[Line]                   `json:"page"`
		Pair    Pair[Grade, map[string]Line] `json:"pair"`
		Free    struct{ X, Y float64 }       `json:"free"`
		Many    []struct{ Z int }            `json:"many"`
		Matrix  Matrix                       `json:"matrix"`
		Tree    Tree                         `json:"tree"`
		At      time.Time                    `json:"at"`
		Big     *big.Int                     `json:"big"`
		Any     any                          `json:"any"`
		Raw     json.RawMessage              `json:"raw"`
		Bytes   []byte                       `json:"bytes"`
		Small   []Octet                      `json:"small"`
		Hash    [4]byte                      `json:"hash"`
		Every   time.Duration                `json:"every"`
		Skip    chan int                     `json:"-"`
		Dash    string                       `json:"-,"`
		Count   int64                        `json:"count,string"`
		Maybe   *int64                       `json:"maybe,string,omitempty"`
		NoQuote []int                        `json:"no_quote,string"`
		Host    netip.Addr                   `json:"host,omitzero"`
		Own     ByText                       `json:"own"`
		JS      ByJSON                       `json:"js"`
		Names   Names                        `json:"names"`
		Stamp   Stamp                        `json:"stamp"`
		When    When                         `json:"when"`
		Reads   Reads                        `json:"reads"`
		Wrap    Wrap                         `json:"wrap"`
		Alias   Alias                        `json:"alias"`
		BadTag  bool                         `json:"a\"b"`
		NoTag   string
		inner   int
		base
		*Audit
		Grade
		Marked `json:"named"`
	}
	Line struct {
		Sku string `json:"sku"`
		Qty int32  `json:"qty"`
	}
	Grade          string
	Octet          byte
	Names          []Grade
	Page[T any]    struct{ Items []T }
	Pair[A, B any] struct {
		Left  A
		Right B
	}
	Matrix [][]struct{ Cell int }
	Tree   struct {
		Name     string          `json:"name"`
		Children []Tree          `json:"children"`
		Parent   *Tree           `json:"parent"`
		Marks    map[string]Tree `json:"marks"`
	}
	Alias  = Line
	ByText struct{ a int }
	ByJSON struct{ a int }
	Stamp  struct{ time.Time }
	When   struct{ time.Time }
	Wrap   struct{ ByText }
	Reads  string
	base   struct {
		Trace string `json:"trace"`
		NoTag bool
	}
	Audit struct {
		By string `json:"by"`
		Line
	}
	Marked struct{ N int }
)

func (*ByText) MarshalText() ([]byte, error) { return nil, nil }
func (ByJSON) MarshalJSON() ([]byte, error)  { return []byte("1"), nil }
func (When) MarshalJSON() ([]byte, error)    { return []byte("1"), nil }
func (*Reads) UnmarshalText([]byte) error    { return nil }

var _ = Order{inner: ByText{}.a + ByJSON{}.a}
