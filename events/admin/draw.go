package admin

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

const (
	canvas   = 960 // units wide; the page scales it
	step     = 38  // from a node to the next
	boxH     = 28
	above    = 34  // of the first node, for the headings
	ownerW   = 200 // of a box
	topicW   = 270
	letterW  = 7.3 // of a letter, on average
	gapTo    = 5   // between a box and its edges
	thickest = 8.0
)

// A drawing is where everything on a map stands.
type drawing struct {
	Width, Height int
	Columns       []heading
	Boxes         []drawnBox
	Lines         []drawnLine
}

// A heading stands above a column.
type heading struct {
	X    int
	Text string
}

// A drawnBox is a node as it is drawn.
type drawnBox struct {
	Node
	X, Y, W, H   int
	TextX, TextY int
	Label        string // the name, cut to the box
	Class        string
	Target       string // the focus that a click sets, or empty to take it off
}

// A drawnLine is an edge as it is drawn.
type drawnLine struct {
	Edge
	Path  string
	Width string
	Class string
	Title string
}

// Drawing lays the map out in three columns, emitters, topics and hearers, so
// that every edge leads from left to right. Topics stand in order of their
// emitters, and owners as high as their topics do on average.
func (m Map) Drawing() drawing {
	d := drawing{Width: canvas, Columns: []heading{{0, "Emits"}, {(canvas - topicW) / 2, "Event"}, {canvas - ownerW, "Hears"}}}
	y := map[string]float64{}
	for _, role := range []string{"topic", "emitter", "hearer"} {
		d.place(role, m.column(role, y), y, m.Focus)
	}
	d.Height = above
	for _, b := range d.Boxes {
		d.Height = max(d.Height, b.Y+boxH+6)
	}
	for _, e := range m.Edges {
		d.Lines = append(d.Lines, line(e, y))
	}
	slices.SortStableFunc(d.Lines, func(x, y drawnLine) int { return cmp.Compare(x.Faults, y.Faults) }) // red ones on top
	return d
}

// column returns the nodes of one role from top to bottom, with y set to where
// each would like to be.
func (m Map) column(role string, y map[string]float64) (nodes []Node) {
	for _, n := range m.Nodes {
		if n.Role == role {
			nodes = append(nodes, n)
		}
	}
	if role == "topic" {
		for i, n := range nodes {
			y[role+n.ID] = float64(i * step)
		}
		return nodes
	}
	sum, count := map[string]float64{}, map[string]float64{}
	for _, e := range m.Edges {
		owner, topic := e.From, e.To
		if e.Role == "hears" {
			owner, topic = topic, owner
		}
		if (e.Role == "emits") == (role == "emitter") {
			sum[owner] += y["topic"+topic]
			count[owner]++
		}
	}
	for _, n := range nodes {
		y[role+n.ID] = sum[n.ID] / count[n.ID]
	}
	slices.SortStableFunc(nodes, func(a, b Node) int { return cmp.Compare(y[role+a.ID], y[role+b.ID]) })
	return nodes
}

// place puts a column's boxes as near to where they would like to be as they
// have room.
func (d *drawing) place(role string, nodes []Node, y map[string]float64, focus string) {
	x, w := map[string]int{"emitter": 0, "topic": (canvas - topicW) / 2, "hearer": canvas - ownerW}[role], ownerW
	if role == "topic" {
		w = topicW
	}
	least := 0.0
	for _, n := range nodes {
		at := max(least, y[role+n.ID])
		y[role+n.ID], least = at, at+step
		b := drawnBox{Node: n, X: x + 1, Y: above + int(at), W: w - 2, H: boxH, Class: class(n, focus), Target: n.ID}
		b.TextX, b.TextY = b.X+10, b.Y+boxH/2
		b.Label = fit(owner(n.Name), w-20)
		if focus == n.ID {
			b.Target = ""
		}
		d.Boxes = append(d.Boxes, b)
	}
}

func class(n Node, focus string) string {
	c := "owner-node"
	if n.Role == "topic" {
		c = "topic-node"
	}
	if n.Faults > 0 {
		c += " faulty"
	}
	if n.Lonely {
		c += " lonely"
	}
	if n.ID == focus {
		c += " focus"
	}
	return c
}

// fit cuts a label to so many units.
func fit(label string, width int) string {
	if n := int(float64(width) / letterW); utf8.RuneCountInString(label) > n {
		return string([]rune(label)[:n-1]) + "…"
	}
	return label
}

func line(e Edge, y map[string]float64) drawnLine {
	l := drawnLine{Edge: e, Class: "edge", Width: fmt.Sprintf("%.1f", thickness(e.Rate))}
	x1, x2 := ownerW+gapTo, (canvas-topicW)/2-gapTo
	y1, y2 := y["emitter"+e.From], y["topic"+e.To]
	if e.Role == "hears" {
		x1, x2 = (canvas+topicW)/2+gapTo, canvas-ownerW-gapTo
		y1, y2 = y["topic"+e.From], y["hearer"+e.To]
	}
	mid := (x1 + x2) / 2
	y1, y2 = y1+above+boxH/2, y2+above+boxH/2
	l.Path = fmt.Sprintf("M%d %.0fC%d %.0f %d %.0f %d %.0f", x1, y1, mid, y1, mid, y2, x2, y2)
	if e.Via != "" {
		l.Class += " via"
	}
	if e.Faults > 0 {
		l.Class += " fault"
	}
	l.Title = title(e)
	return l
}

// thickness grows with the logarithm of the rate: 1/s is 2.6, 1,000/s is 6.7.
func thickness(rate float64) float64 {
	return min(thickest, 1.5+1.2*math.Log2(1+rate)/math.Log2(4.5))
}

func title(e Edge) string {
	from, to := e.From[len("owner:"):], e.To[len("topic:"):]
	text := fmt.Sprintf("%s emits %s", owner(from), to)
	if e.Role == "hears" {
		text = fmt.Sprintf("%s hears %s", owner(to), from)
	}
	if e.Via != "" {
		text += " via " + e.Via
	}
	text += ", " + rate(e.Rate)
	if e.Faults > 0 {
		text += ", failed " + times(e.Faults)
	}
	return text
}
