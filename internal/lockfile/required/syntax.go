package required

import "strings"

// A directive is one entry of a go.mod or go.work file.
type directive struct {
	verb    string // "require", also inside a block
	args    []string
	comment string // at the end of the line, without slashes
	line    int    // from 1
}

// directives reads a go.mod or go.work file. The go command reports its faults, so what
// is not understood is passed over.
func directives(text string) (all []directive) {
	block, n := "", 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		n++
		tokens, comment := splitLine(line)
		switch {
		case len(tokens) == 0:
		case block != "" && tokens[0] == ")":
			block = ""
		case block != "":
			all = append(all, directive{block, tokens, comment, n})
		case len(tokens) == 2 && tokens[1] == "(":
			block = tokens[0]
		case len(tokens) == 3 && tokens[1] == "(" && tokens[2] == ")": // an empty block
		default:
			all = append(all, directive{tokens[0], tokens[1:], comment, n})
		}
	}
	return all
}

// splitLine returns the words of a line, without quotes, and the comment at its end.
func splitLine(line string) (tokens []string, comment string) {
	for {
		line = strings.TrimLeft(line, " \t\r\n")
		switch {
		case line == "":
			return tokens, ""
		case strings.HasPrefix(line, "//"):
			return tokens, strings.TrimSpace(line[2:])
		}
		size := wordLength(line)
		tokens = append(tokens, unquote(line[:size]))
		line = line[size:]
	}
}

// wordLength returns the length of the first word of a line that begins with one.
func wordLength(line string) int {
	if quote := line[0]; quote == '"' || quote == '`' {
		if end := strings.IndexByte(line[1:], quote); end >= 0 {
			return end + 2
		}
		return len(line)
	}
	if strings.IndexByte("(),[]{}", line[0]) >= 0 {
		return 1
	}
	if end := strings.IndexAny(line, " \t\r\n(),[]{}"); end >= 0 {
		line = line[:end]
	}
	if comment := strings.Index(line, "//"); comment > 0 {
		line = line[:comment]
	}
	return len(line)
}

// unquote leaves out the quotes. A path with a quote or a backslash in it is not one of
// a module.
func unquote(word string) string {
	if word[0] == '"' || word[0] == '`' {
		return strings.Trim(word, word[:1])
	}
	return word
}

func (d *directive) isIndirect() bool {
	return d.comment == "indirect" || strings.HasPrefix(d.comment, "indirect;")
}
