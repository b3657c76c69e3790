package vet

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Unjudged reports nothing unless the flag "report" of [Bus] is set. Then it reports the
// calls of the bus that the checks could not judge, and how many they did judge.
var Unjudged = &analysis.Analyzer{
	Name:     "unjudged",
	Doc:      "calls that the checks could not judge, with -report\n\nIt reports nothing else: a call that is not judged may be right.",
	URL:      checksURL,
	Requires: []*analysis.Analyzer{Bus},
	Run: func(pass *analysis.Pass) (any, error) {
		c := &checkRun{busPackage: pass.ResultOf[Bus].(*busPackage), pass: pass}
		if c.usesBus && c.reportsUnjudged && !isLibrary(c.path) {
			c.reportUnjudged()
		}
		return nil, nil
	},
}

// The messages of Unjudged begin with these words, by which cmd/evvet knows them.
const (
	UnjudgedPrefix = "not judged: "
	JudgedFormat   = "judged %d of %d calls on the bus"
)

func (c *checkRun) reportUnjudged() {
	judged, all := 0, 0
	for _, call := range c.flow.calls {
		reason, counts := c.whyUnjudged(call)
		if !counts {
			continue
		}
		all++
		if reason == "" {
			judged++
			continue
		}
		c.report(call, nil, "%s%s", UnjudgedPrefix, reason)
	}
	if all > 0 {
		c.report(c.Files[0].Name, nil, JudgedFormat, judged, all)
	}
}

// whyUnjudged says why a call is not judged, or "". A call that does nothing on the bus
// does not count, nor does one in a function that gets the name from its callers: their
// calls do.
func (c *checkRun) whyUnjudged(call *ast.CallExpr) (reason string, counts bool) {
	for _, b := range c.funcs.resolve(call) {
		if b.Verb == "OnAny" || b.Verb == "OnNamespace" {
			return "what a handler of a namespace or of all events reads", true
		}
		if why := c.whyNameUnjudged(&b); why != "" {
			return why, true
		}
		counts = counts || !c.isPassedOn(&b)
		if why := c.whyContentUnjudged(call, &b); why != "" && counts {
			return why, true
		}
	}
	return "", counts
}

// isPassedOn reports whether the name, or else the payload or handler, is a parameter of
// the function around the call.
func (c *checkRun) isPassedOn(b *boundFunc) bool {
	if b.Name >= 0 && b.arg(b.Name) != nil {
		texts, _ := c.funcs.texts(b.args[b.Name])
		return countParams(texts) > 0
	}
	return false
}

func (c *checkRun) whyNameUnjudged(b *boundFunc) string {
	if c.facts.Open {
		return "a declaration has a name that is not known, so any name may be declared"
	}
	if b.Name < 0 || b.arg(b.Name) == nil {
		return ""
	}
	if _, all := c.funcs.texts(b.args[b.Name]); !all {
		return fmt.Sprintf("its name is not known before the program runs: %s", types.ExprString(b.args[b.Name]))
	}
	return ""
}

// whyContentUnjudged says why the payload or the handler of a call is not judged, or "".
func (c *checkRun) whyContentUnjudged(call *ast.CallExpr, b *boundFunc) string {
	for _, one := range c.calls {
		if one.call != call || one.Verb != b.Verb {
			continue
		}
		judgesNames := c.lock.found || c.own.specs
		if _, known := c.knownContract(one.name); !known && !one.asks() && (c.isDeclared(one.name) || !judgesNames) {
			return fmt.Sprintf("the fields of event %q are not known here", one.name)
		}
		if one.emits() && one.payload != nil && !c.isParam(one.payload) {
			payloads, all := c.funcs.readPayloads(call, one.payload)
			if !all || !one.isOnly {
				return "the payload is made where it cannot be followed"
			}
			for i := range payloads {
				if payloads[i].dynamic {
					return "the payload may have keys that are not known"
				}
			}
		}
		if h := one.arg(one.Handler); h != nil && !c.TypesInfo.Types[h].IsNil() && !c.isParam(h) {
			return c.whyHandlerUnjudged(h)
		}
	}
	return ""
}

func (c *checkRun) isParam(x ast.Expr) bool {
	_, ok := c.flow.params[c.flow.objectOf(x)]
	return ok
}

func (c *checkRun) whyHandlerUnjudged(handler ast.Expr) string {
	h := c.handlers
	funcs := h.handlerFuncs(handler, map[types.Object]bool{})
	if len(funcs) == 0 {
		return "the handler is made where it cannot be followed"
	}
	for _, f := range funcs {
		if v := c.lastParam(f.typ); v != nil && h.otherNames[v] {
			return "the handler may get other events, too, or looks at the name of its event"
		}
	}
	return ""
}
