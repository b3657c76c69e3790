package gotypes_test

import (
	"encoding/json"
	"math/big"
	"net/netip"
	"time"
)

//lint:file-ignore SA5008,U1000 tags and fields are wrong on purpose

// The types of this file are read as source, and as they are.

type plain struct {
	Text   string
	Number int64 `json:"number"`
	Empty  []int `json:"empty,omitempty"`
	Zero   int   `json:",omitzero"`
	Odd    bool  `json:"a-b/c"`
	Wrong  bool  `json:"a\\b"`
	Minus  bool  `json:"-,"`
	Gone   bool  `json:"-"`
	hidden bool
}

type embedding struct {
	plain
	*Pointed
	Named  `json:"named"`
	Text   int
	number `json:"inner"`
	level
	Level
}

type Pointed struct {
	Deep   string
	Number string `json:"amount,omitempty"`
}

type Named struct{ A int }

type number struct{ B int }

type level int

type Level string

type (
	twoA struct {
		One   int `json:"one"`
		Other int
	}
	twoB struct {
		One   int `json:"One"`
		Other int `json:"Other"`
	}
	tagged struct {
		twoA
		twoB
	}
)

type selfish struct {
	*Selfish
	Name string
}

type Selfish struct {
	*Selfish
	ID int
}

type stamped struct {
	time.Time
	Zone string
}

type both struct {
	time.Time
	netip.Addr
	More int
}

type quoted struct {
	N *int     `json:"n,string"`
	S string   `json:"s,string"`
	L []string `json:"l,string"`
}

type texts map[string]int

func (texts) MarshalText() ([]byte, error) { return []byte("texts"), nil }

type reads int

func (*reads) UnmarshalJSON([]byte) error { return nil }

type other int

// MarshalText is none that encoding/json calls.
func (other) MarshalText(string) error { return nil }

type nested struct {
	Lines []struct {
		At  [2]*time.Time
		Sub struct{ X big.Int } `json:"sub"`
	} `json:"lines"`
	Keys map[netip.Addr]json.Number
	Any  any
	Page pages[Named]
	B    []bytes
	T    []texts
}

type bytes uint8

type pages[T any] struct {
	Items []T
	Next  *pages[T]
}

const (
	levelOne level = 1 + iota
	levelTwo
	levelUno = levelOne
)

var _ = [...]any{
	plain{}.hidden,
	embedding{},
	tagged{},
	selfish{},
	stamped{},
	both{},
	quoted{},
	texts{},
	reads(0), other(0),
	nested{},
	levelTwo, levelUno,
}
