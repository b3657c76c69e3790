package diff

import "strings"

// maxTableCells limits the table of lcsLengths to 16 MB. In longer texts, all lines
// between the first and the last difference count as changed.
const maxTableCells = 4 << 20

// A lineEdit is one line of a diff: kept (' '), removed ('-') or added ('+').
type lineEdit struct {
	op   byte
	line string
}

// Lines splits a text into lines. An empty text has none.
func Lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}

// ChangedLines returns the first and the last line of after, counted from 1, that
// differ from before.
func ChangedLines(before, after []string) (first, last int) {
	head, tail := commonEnds(before, after)
	return head + 1, len(after) - tail
}

// commonEnds counts the lines that both texts begin with, and then those that
// both end with.
func commonEnds(a, b []string) (head, tail int) {
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head, tail
}

// compareLines returns the edits that lead from a to b.
func compareLines(a, b []string) []lineEdit {
	head, tail := commonEnds(a, b)
	edits := appendEdits(nil, ' ', a[:head])
	edits = appendDifference(edits, a[head:len(a)-tail], b[head:len(b)-tail])
	return appendEdits(edits, ' ', a[len(a)-tail:])
}

func appendEdits(edits []lineEdit, op byte, lines []string) []lineEdit {
	for _, l := range lines {
		edits = append(edits, lineEdit{op, l})
	}
	return edits
}

// appendDifference appends the edits from a to b that keep a longest common
// subsequence of lines.
func appendDifference(edits []lineEdit, a, b []string) []lineEdit {
	if (len(a)+1)*(len(b)+1) > maxTableCells {
		return appendEdits(appendEdits(edits, '-', a), '+', b)
	}
	common := lcsLengths(a, b)
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			edits = append(edits, lineEdit{' ', a[i]})
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			edits = append(edits, lineEdit{'-', a[i]})
			i++
		default:
			edits = append(edits, lineEdit{'+', b[j]})
			j++
		}
	}
	return appendEdits(appendEdits(edits, '-', a[i:]), '+', b[j:])
}

// lcsLengths returns, for each pair of suffixes a[i:] and b[j:], the length of
// their longest common subsequence.
func lcsLengths(a, b []string) [][]int32 {
	lengths := make([][]int32, len(a)+1)
	for i := range lengths {
		lengths[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				lengths[i][j] = lengths[i+1][j+1] + 1
			} else {
				lengths[i][j] = max(lengths[i+1][j], lengths[i][j+1])
			}
		}
	}
	return lengths
}
