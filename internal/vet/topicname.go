package vet

import (
	"go/ast"
	"go/types"
)

// topicName returns the event of the topic that x is, through variables and fields.
func (p *busPackage) topicName(x ast.Expr) (string, bool) {
	return p.topicNameOf(x, map[types.Object]bool{})
}

func (p *busPackage) topicNameOf(x ast.Expr, seen map[types.Object]bool) (string, bool) {
	x = ast.Unparen(x)
	if call, ok := x.(*ast.CallExpr); ok {
		return p.nameOfMadeTopic(call)
	}
	obj := p.flow.objectOf(x)
	if obj == nil || seen[obj] {
		return "", false
	}
	seen[obj] = true
	if obj.Pkg() != nil && obj.Pkg() != p.Pkg {
		return p.facts.topicEvent(packagePath(obj.Pkg()), obj.Name())
	}
	values := p.flow.given[obj]
	if len(values) == 0 || p.flow.unseen[obj] {
		return "", false
	}
	name, known := p.topicNameOf(values[0], seen)
	for _, value := range values[1:] {
		other, ok := p.topicNameOf(value, seen)
		known = known && ok && other == name
	}
	return name, known
}

// nameOfMadeTopic reads typed.Generated("user.login", …) and typed.NewTopic.
func (p *busPackage) nameOfMadeTopic(call *ast.CallExpr) (string, bool) {
	if len(call.Args) == 0 || !isCallOf(p.TypesInfo, call, typedPath, "Generated") && !isCallOf(p.TypesInfo, call, typedPath, "NewTopic") {
		return "", false
	}
	texts, all := p.flow.texts(call.Args[0])
	if !all || len(texts) != 1 || texts[0].param != nil {
		return "", false
	}
	return texts[0].before, true
}

// topicEvent returns the event of a topic of another package.
func (c *catalog) topicEvent(pkg, variable string) (string, bool) {
	for i := range c.Contracts {
		if one := &c.Contracts[i]; one.Package == pkg && one.TopicVar == variable {
			return one.Name, true
		}
	}
	return "", false
}
