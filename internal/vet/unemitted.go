package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Unemitted reports events that a package declares and never emits.
var Unemitted = newCheck("unemitted", `an event that the package declares and never emits

It reports an event in a package-level list of specs that the package never
emits, neither by name nor by topic, while it does emit others of its events. An
event that one of its imports emits is emitted. A name in a constant is no emit.
A package that only declares events is not judged, because other packages emit
them. Neither is one that emits a name that is not known, that passes a bus to a
function together with such a string, or that has a package in a folder below
its own which it does not import: that may emit the event.`,
	(*checkRun).checkUnemitted)

func (c *checkRun) checkUnemitted() {
	if c.dynamicEmit || c.facts.Open || len(c.IgnoredFiles) > 0 || len(c.own.emits) < 2 || c.hasUnseenSubpackage() {
		return
	}
	mentioned := c.mentionedEvents()
	if len(mentioned) == 0 {
		return
	}
	for _, s := range c.own.emits {
		if s.listed && !mentioned[s.Name] {
			c.report(s.name, nil, "event %q is declared here, and nothing in this package emits it; emit it, or remove the declaration", s.Name)
		}
	}
}

// mentionedEvents returns the events of the package that it may emit: those
// whose name it gives to anything but a declaration or a listener, and those
// whose topic it uses to do more than listen.
func (p *busPackage) mentionedEvents() map[string]bool {
	mentioned := map[string]bool{}
	for _, name := range p.facts.Emitted {
		mentioned[name] = true
	}
	topics := p.ownTopics()
	skipped := p.nonEmittingNodes()
	for _, file := range p.Files {
		if !p.isJudged(file) {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if skipped[n] {
				return false
			}
			x, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			if text, ok := constantString(p.TypesInfo, x); ok {
				p.addMentions(mentioned, text)
			}
			if id, ok := x.(*ast.Ident); ok && topics[p.TypesInfo.Uses[id]] != "" {
				mentioned[topics[p.TypesInfo.Uses[id]]] = true
			}
			return true
		})
	}
	return mentioned
}

// ownTopics returns the event of each topic that evgen made for the package.
func (p *busPackage) ownTopics() map[types.Object]string {
	topics := map[types.Object]string{}
	for _, s := range p.own.emits {
		if obj := p.Pkg.Scope().Lookup(s.TopicVar); s.TopicVar != "" && obj != nil {
			topics[obj] = s.Name
		}
	}
	return topics
}

// addMentions adds the events that a string constant may name, in full or
// without the front, which another package may put before it.
func (p *busPackage) addMentions(mentioned map[string]bool, text string) {
	for _, s := range p.own.emits {
		if text == s.Name || text != "" && strings.HasSuffix(s.Name, "."+text) {
			mentioned[s.Name] = true
		}
	}
}

// nonEmittingMethods are the methods of a topic that emit nothing.
var nonEmittingMethods = []string{"On", "OnEvent", "Stream", "When", "Name", "Spec"}

// nonEmittingNodes are the places at which a name or topic is not a sign of an
// emit.
func (p *busPackage) nonEmittingNodes() map[ast.Node]bool {
	nodes := map[ast.Node]bool{}
	for _, list := range [][]specLiteral{p.own.emits, p.own.listens} {
		for _, s := range list {
			nodes[s.lit] = true
		}
	}
	for _, call := range p.calls {
		if !call.emits() {
			nodes[call.expr] = true
		}
	}
	for n := range p.in.PreorderSeq((*ast.CallExpr)(nil), (*ast.GenDecl)(nil)) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if isCallOf(p.TypesInfo, n, typedPath, "Generated") {
				nodes[n] = true
			}
			if slices.Contains(nonEmittingMethods, topicMethodOf(p.TypesInfo, n)) {
				nodes[ast.Unparen(n.Fun).(*ast.SelectorExpr).X] = true
			}
		case *ast.GenDecl:
			if n.Tok == token.CONST {
				nodes[n] = true
			}
		}
	}
	return nodes
}
