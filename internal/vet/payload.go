package vet

import (
	"go/ast"
	"go/types"
	"slices"
)

// A payloadLiteral is the payload of an untyped emit, as far as the source shows
// it.
type payloadLiteral struct {
	at      ast.Expr
	lit     *ast.CompositeLit // nil if the payload is nil
	entries []payloadEntry
	dynamic bool // a key is not constant
}

type payloadEntry struct {
	kv  *ast.KeyValueExpr
	key string
}

func (p *payloadLiteral) hasKey(key string) bool {
	return slices.ContainsFunc(p.entries, func(e payloadEntry) bool { return e.key == key })
}

// readPayload reads a literal or nil. A map made elsewhere shows nothing.
func readPayload(info *types.Info, x ast.Expr) (payloadLiteral, bool) {
	x = ast.Unparen(x)
	if info.Types[x].IsNil() {
		return payloadLiteral{at: x}, true
	}
	lit, ok := x.(*ast.CompositeLit)
	if !ok {
		return payloadLiteral{}, false
	}
	p := payloadLiteral{at: x, lit: lit}
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			return payloadLiteral{}, false
		}
		key, ok := constantString(info, kv.Key)
		if !ok {
			p.dynamic = true
			continue
		}
		p.entries = append(p.entries, payloadEntry{kv, key})
	}
	return p, true
}

// A comparedEmit is an untyped emit beside the declaration of its event: what
// the checks key, missing and type report of it, and whether untyped may.
type comparedEmit struct {
	busCall
	declared    *declaredEvent
	payload     payloadLiteral
	unknownKeys []*finding
	wrongValues []*finding
	missing     *finding
}

// isRight reports whether the payload is what the declaration asks for.
func (e *comparedEmit) isRight() bool {
	return len(e.unknownKeys) == 0 && len(e.wrongValues) == 0 && e.missing == nil && !e.payload.dynamic
}

// compareEmits compares all untyped emits that have a literal payload.
func (p *busPackage) compareEmits() []comparedEmit {
	var all []comparedEmit
	for _, call := range p.calls {
		if !call.emits || len(call.call.Args) <= 2 {
			continue
		}
		c, known := p.knownContract(call.name)
		payload, ok := readPayload(p.TypesInfo, call.call.Args[2])
		if known && ok {
			all = append(all, p.compareEmit(call, c, payload))
		}
	}
	return all
}

func (p *busPackage) compareEmit(call busCall, c *declaredEvent, payload payloadLiteral) comparedEmit {
	e := comparedEmit{busCall: call, declared: c, payload: payload}
	meant := map[string]bool{}
	for _, entry := range payload.entries {
		if f := c.Field(entry.key); f == nil {
			fault, near := p.unknownKey(&e, entry)
			e.unknownKeys = append(e.unknownKeys, fault)
			meant[near] = true
		} else if fault := p.wrongValue(&e, f, entry.kv.Value); fault != nil {
			e.wrongValues = append(e.wrongValues, fault)
		}
	}
	e.missing = p.missingFields(&e, meant)
	return e
}
