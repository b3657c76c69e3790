package vet

import (
	"go/ast"
	"slices"
)

// A comparedEmit is an untyped emit beside the declaration of its event: what
// the checks key, missing and type report of it, and whether untyped may.
type comparedEmit struct {
	busCall
	declared    *declaredEvent
	payload     payloadLiteral
	unknownKeys []*finding
	wrongValues []*finding
	missing     *finding

	nestedMissing []*finding // inside of values
}

// isRight reports whether the payload is what the declaration asks for.
func (e *comparedEmit) isRight() bool {
	return len(e.unknownKeys) == 0 && len(e.wrongValues) == 0 && e.missing == nil && len(e.nestedMissing) == 0 && !e.payload.dynamic
}

// compareEmits compares all untyped emits of which the source shows the payload.
func (p *busPackage) compareEmits() []comparedEmit {
	var all []comparedEmit
	for _, call := range p.calls {
		if !call.emits() || call.payload == nil || !call.isOnly {
			continue
		}
		declared, known := p.knownContract(call.name)
		if !known {
			continue
		}
		payloads, _ := p.funcs.readPayloads(call.call, call.payload)
		for _, payload := range payloads {
			p.addKeysOf(&payload, &call)
			all = append(all, p.compareEmit(call, declared, payload))
		}
	}
	return p.withoutShared(all)
}

// addKeysOf adds what the function that is called adds to the payload.
func (p *busPackage) addKeysOf(payload *payloadLiteral, call *busCall) {
	payload.dynamic = payload.dynamic || call.Changes
	payload.added = append(payload.added, call.Adds...)
}

func (p *busPackage) compareEmit(call busCall, declared *declaredEvent, payload payloadLiteral) comparedEmit {
	e := comparedEmit{busCall: call, declared: declared, payload: payload}
	meant := map[string]bool{}
	for _, entry := range payload.entries {
		if f := declared.Field(entry.key); f == nil {
			fault, near := p.unknownKey(&e, entry)
			e.unknownKeys = append(e.unknownKeys, fault)
			meant[near] = true
		} else if nested, ok := p.nestedFindings(&e, f, entry.value); ok {
			e.unknownKeys = append(e.unknownKeys, nested.keys...)
			e.wrongValues = append(e.wrongValues, nested.values...)
			e.nestedMissing = append(e.nestedMissing, nested.missing...)
		} else if fault := p.wrongValue(&e, f, entry.value); fault != nil {
			e.wrongValues = append(e.wrongValues, fault)
		}
	}
	e.missing = p.missingFields(&e, meant)
	return e
}

// withoutShared drops findings about a key or value that several emits share, if one of
// them is right with it, and all but one of the same findings.
func (p *busPackage) withoutShared(all []comparedEmit) []comparedEmit {
	uses, faults := map[ast.Node]int{}, map[ast.Node]int{}
	for _, e := range all {
		for _, entry := range e.payload.entries {
			uses[entry.keyAt]++
			uses[entry.value]++
		}
		for _, f := range slices.Concat(e.unknownKeys, e.wrongValues) {
			faults[f.at]++
		}
	}
	reported := map[ast.Node]bool{}
	drop := func(f *finding) bool {
		isSame := reported[f.at]
		reported[f.at] = true
		return isSame || faults[f.at] < uses[f.at]
	}
	for i := range all {
		e := &all[i]
		e.unknownKeys = slices.DeleteFunc(e.unknownKeys, drop)
		e.wrongValues = slices.DeleteFunc(e.wrongValues, drop)
	}
	return all
}
