package vet

import (
	"bytes"
	"encoding/gob"
	"maps"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// An encodedCatalog is a catalog without maps: the same facts must give the same bytes,
// because the go command compares them, and gob writes maps in any order.
type encodedCatalog struct {
	Contracts []declaredEvent
	Shapes    [][]*contract.Shape // of the contracts
	Open      bool
	FuncNames []string
	BusFuncs  [][]busFunc
	Used      []string
	Emitted   []string
	Packages  []string
}

// GobEncode encodes a fact.
func (c *catalog) GobEncode() ([]byte, error) {
	e := encodedCatalog{Open: c.Open, Used: c.Used, Emitted: c.Emitted, Packages: c.Packages}
	for _, one := range c.Contracts {
		e.Shapes = append(e.Shapes, one.Event.Shapes.Reachable(one.Fields))
		one.Event.Shapes = nil
		e.Contracts = append(e.Contracts, one)
	}
	e.FuncNames = slices.Sorted(maps.Keys(c.BusFuncs))
	for _, name := range e.FuncNames {
		e.BusFuncs = append(e.BusFuncs, c.BusFuncs[name])
	}
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(e)
	return b.Bytes(), err
}

// GobDecode decodes a fact.
func (c *catalog) GobDecode(text []byte) error {
	var e encodedCatalog
	if err := gob.NewDecoder(bytes.NewReader(text)).Decode(&e); err != nil {
		return err
	}
	*c = catalog{Contracts: e.Contracts, Open: e.Open, Used: e.Used, Emitted: e.Emitted, Packages: e.Packages, BusFuncs: map[string][]busFunc{}}
	for i := range c.Contracts {
		c.Contracts[i].Event.Shapes = contract.Shapes{}
		for _, s := range e.Shapes[i] {
			c.Contracts[i].Event.Shapes[s.Name] = s
		}
	}
	for i, name := range e.FuncNames {
		c.BusFuncs[name] = e.BusFuncs[i]
	}
	return nil
}
