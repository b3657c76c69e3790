package admin

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

const (
	canvasWidth   = 960 // the page scales the drawing to its own width
	rowHeight     = 38  // from the top of one box to the next
	boxHeight     = 28
	headingHeight = 34  // above the first box
	ownerWidth    = 200 // of an owner's box
	topicWidth    = 270 // of a topic's box
	letterWidth   = 7.3 // on average
	edgeGap       = 5   // between a box and its edges
	maxLineWidth  = 8.0
)

// A mapDrawing is the map as shapes with positions.
type mapDrawing struct {
	Width, Height int
	Columns       []columnHeading
	Boxes         []drawnBox
	Lines         []drawnLine
}

// A columnHeading is the text above a column.
type columnHeading struct {
	X    int
	Text string
}

// A drawnBox is a node with its position.
type drawnBox struct {
	Node
	X, Y, W, H   int
	TextX, TextY int
	Label        string // the name, cut to the box
	Class        string
	Target       string // the focus that a click sets, or empty to take it off
}

// A drawnLine is an edge with its path.
type drawnLine struct {
	Edge
	Path  string
	Width string
	Class string
	Title string
}

// drawMap lays the map out in three columns, emitters, topics and listening
// owners, so that every edge leads from left to right. Topics are in the order of
// their emitters. An owner is placed at the average height of its topics.
func drawMap(m Map) mapDrawing {
	d := mapDrawing{Width: canvasWidth, Columns: []columnHeading{{0, "Emitters"}, {(canvasWidth - topicWidth) / 2, "Events"}, {canvasWidth - ownerWidth, "Listeners"}}}
	y := map[string]float64{}
	for _, role := range []string{roleTopic, roleEmitter, roleListener} {
		d.placeBoxes(role, m.sortColumn(role, y), y, m.Focus)
	}
	d.Height = headingHeight
	for _, b := range d.Boxes {
		d.Height = max(d.Height, b.Y+boxHeight+6)
	}
	for _, e := range m.Edges {
		d.Lines = append(d.Lines, drawEdge(e, y))
	}
	slices.SortStableFunc(d.Lines, func(x, y drawnLine) int { return cmp.Compare(x.Faults, y.Faults) }) // red ones on top
	return d
}

// sortColumn returns the nodes of one role from top to bottom, and sets y to the
// height that each should have if there is room.
func (m Map) sortColumn(role string, y map[string]float64) (nodes []Node) {
	for _, n := range m.Nodes {
		if n.Role == role {
			nodes = append(nodes, n)
		}
	}
	if role == roleTopic {
		for i, n := range nodes {
			y[role+n.ID] = float64(i * rowHeight)
		}
		return nodes
	}
	sum, count := map[string]float64{}, map[string]float64{}
	for _, e := range m.Edges {
		owner, topic := e.From, e.To
		if e.Role == "hears" {
			owner, topic = topic, owner
		}
		if (e.Role == "emits") == (role == roleEmitter) {
			sum[owner] += y[roleTopic+topic]
			count[owner]++
		}
	}
	for _, n := range nodes {
		y[role+n.ID] = sum[n.ID] / count[n.ID]
	}
	slices.SortStableFunc(nodes, func(a, b Node) int { return cmp.Compare(y[role+a.ID], y[role+b.ID]) })
	return nodes
}

// placeBoxes puts the boxes of a column as near to their wanted heights as
// possible without overlap.
func (d *mapDrawing) placeBoxes(role string, nodes []Node, y map[string]float64, focus string) {
	x, w := map[string]int{roleEmitter: 0, roleTopic: (canvasWidth - topicWidth) / 2, roleListener: canvasWidth - ownerWidth}[role], ownerWidth
	if role == roleTopic {
		w = topicWidth
	}
	least := 0.0
	for _, n := range nodes {
		at := max(least, y[role+n.ID])
		y[role+n.ID], least = at, at+rowHeight
		b := drawnBox{Node: n, X: x + 1, Y: headingHeight + int(at), W: w - 2, H: boxHeight, Class: nodeClass(n, focus), Target: n.ID}
		b.TextX, b.TextY = b.X+10, b.Y+boxHeight/2
		b.Label = fitLabel(ownerName(n.Name), w-20)
		if focus == n.ID {
			b.Target = ""
		}
		d.Boxes = append(d.Boxes, b)
	}
}

func nodeClass(n Node, focus string) string {
	c := "owner-node"
	if n.Role == roleTopic {
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

// fitLabel cuts a label to a width in units.
func fitLabel(label string, width int) string {
	if n := int(float64(width) / letterWidth); utf8.RuneCountInString(label) > n {
		return string([]rune(label)[:n-1]) + "…"
	}
	return label
}

func drawEdge(e Edge, y map[string]float64) drawnLine {
	l := drawnLine{Edge: e, Class: "edge", Width: fmt.Sprintf("%.1f", lineWidth(e.Rate))}
	x1, x2 := ownerWidth+edgeGap, (canvasWidth-topicWidth)/2-edgeGap
	y1, y2 := y[roleEmitter+e.From], y[roleTopic+e.To]
	if e.Role == "hears" {
		x1, x2 = (canvasWidth+topicWidth)/2+edgeGap, canvasWidth-ownerWidth-edgeGap
		y1, y2 = y[roleTopic+e.From], y[roleListener+e.To]
	}
	mid := (x1 + x2) / 2
	y1, y2 = y1+headingHeight+boxHeight/2, y2+headingHeight+boxHeight/2
	l.Path = fmt.Sprintf("M%d %.0fC%d %.0f %d %.0f %d %.0f", x1, y1, mid, y1, mid, y2, x2, y2)
	if e.Via != "" {
		l.Class += " via"
	}
	if e.Faults > 0 {
		l.Class += " fault"
	}
	l.Title = edgeTitle(e)
	return l
}

// lineWidth grows with the logarithm of the rate: 1/s is 2.6, 1,000/s is 6.7.
func lineWidth(rate float64) float64 {
	return min(maxLineWidth, 1.5+1.2*math.Log2(1+rate)/math.Log2(4.5))
}

func edgeTitle(e Edge) string {
	from, to := e.From[len("owner:"):], e.To[len("topic:"):]
	text := fmt.Sprintf("%s emits %s", ownerName(from), to)
	if e.Role == "hears" {
		text = fmt.Sprintf("%s listens to %s", ownerName(to), from)
	}
	if e.Via != "" {
		text += " via " + e.Via
	}
	text += ", " + formatRate(e.Rate)
	if e.Faults > 0 {
		text += ", failed " + formatTimes(e.Faults)
	}
	return text
}
