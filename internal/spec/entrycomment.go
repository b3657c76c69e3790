package spec

import (
	"go/ast"
	"go/token"
	"strings"

	"github.com/fastpluggy/eventbus/internal/errtext"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// directive begins a comment that gives a field another Go name: //evgen:name IPAddr.
const directive = "//evgen:"

// entryNote is what the comments on an entry of a schema say.
type entryNote struct {
	doc    string
	goName string
	bad    bool // a directive is wrong, which is reported already
}

// notesOfEntries returns the comments of a literal's entries: those on lines of their own
// right above an entry, and the one at the end of its line.
func (r *declReader) notesOfEntries(lit *ast.CompositeLit, home *checkedPackage) map[ast.Expr]entryNote {
	notes := map[ast.Expr]entryNote{}
	for _, group := range r.commentsInside(lit, home) {
		elt := r.entryOf(group, lit)
		if elt == nil {
			continue
		}
		n := notes[elt]
		r.readDirectives(group, &n)
		n.doc = strings.TrimSpace(n.doc + "\n" + strings.TrimSpace(group.Text()))
		notes[elt] = n
	}
	return notes
}

// commentsInside are the comment groups between the braces.
func (r *declReader) commentsInside(lit *ast.CompositeLit, home *checkedPackage) []*ast.CommentGroup {
	var inside []*ast.CommentGroup
	for _, f := range home.files {
		if f.FileStart > lit.Pos() || lit.Pos() >= f.FileEnd {
			continue
		}
		for _, group := range f.Comments {
			if lit.Lbrace < group.Pos() && group.Pos() < lit.Rbrace {
				inside = append(inside, group)
			}
		}
	}
	return inside
}

// entryOf returns the entry that a comment is about: the last one that ends on the
// line of the comment, or the first one that begins on the line below.
func (r *declReader) entryOf(group *ast.CommentGroup, lit *ast.CompositeLit) ast.Expr {
	var entry ast.Expr
	for _, elt := range lit.Elts {
		if elt.Pos() <= group.Pos() && r.lineOf(elt.End()) >= r.lineOf(group.Pos()) {
			entry = elt
		}
	}
	if entry != nil || r.lineOf(group.Pos()) == r.lineOf(lit.Lbrace) {
		return entry
	}
	for _, elt := range lit.Elts {
		below := r.lineOf(elt.Pos()) - r.lineOf(group.End())
		if elt.Pos() > group.Pos() && below <= 1 {
			return elt
		}
	}
	return nil
}

func (r *declReader) lineOf(p token.Pos) int { return r.positionOf(p).Line }

// readDirectives reads the lines that are meant for evgen.
func (r *declReader) readDirectives(group *ast.CommentGroup, n *entryNote) {
	for _, c := range group.List {
		if strings.HasPrefix(strings.TrimLeft(c.Text, "/ \t"), "evgen:") && !strings.HasPrefix(c.Text, directive) {
			r.add(r.positionOf(c.Pos()), "a directive has no space in front: write //evgen:name IPAddr")
			n.bad = true
			continue
		}
		text, ok := strings.CutPrefix(c.Text, directive)
		if !ok {
			continue
		}
		words := strings.Fields(text)
		switch {
		case len(words) != 2 || words[0] != "name":
			r.add(r.positionOf(c.Pos()), "evgen knows no directive %s here; write //evgen:name and one Go name, as in //evgen:name IPAddr", errtext.Quote(c.Text))
		case !eventname.IsExported(words[1]):
			r.add(r.positionOf(c.Pos()), "%s is not an exported Go name; write one as in //evgen:name IPAddr", errtext.Quote(words[1]))
		case n.goName != "":
			r.add(r.positionOf(c.Pos()), "the field has a second //evgen:name; remove one")
		default:
			n.goName = words[1]
			continue
		}
		n.bad = true
	}
}
