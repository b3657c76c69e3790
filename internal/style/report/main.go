// Command report prints the figures of package style for each room, that is for
// each folder with Go code, without tests. Arguments limit it to rooms that begin
// so. With -words it prints the lines whose words break a rule, tests included;
// with -names the functions that have a one-word name.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"log"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/fastpluggy/eventbus/internal/style"
)

var (
	words = flag.Bool("words", false, "print the lines whose words break a rule")
	names = flag.Bool("names", false, "print the unexported functions and types that have a one-word name")
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	files, err := style.Files(".")
	if err != nil {
		log.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f *style.File) bool { return !isWanted(f) })
	switch {
	case *words:
		printWords(files)
	case *names:
		printNames(files)
	default:
		printFigures(files)
	}
}

func isWanted(f *style.File) bool {
	if flag.NArg() == 0 {
		return true
	}
	return slices.ContainsFunc(flag.Args(), func(room string) bool {
		return f.Room() == room || strings.HasPrefix(f.Path, room)
	})
}

func printWords(files []*style.File) {
	for _, f := range files {
		for _, r := range style.Words(f) {
			fmt.Println(r)
		}
	}
}

func printNames(files []*style.File) {
	for _, f := range files {
		if f.Syntax == nil || f.IsTest() {
			continue
		}
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			var id *ast.Ident
			switch n := n.(type) {
			case *ast.FuncDecl:
				id = n.Name
			case *ast.TypeSpec:
				id = n.Name
			}
			if id != nil && !id.IsExported() && style.IsOneWord(id.Name) {
				fmt.Printf("%s: %s\n", f.Set.Position(id.Pos()), id.Name)
			}
			return true
		})
	}
}

func printFigures(files []*style.File) {
	rooms := map[string]*style.Figures{}
	for _, f := range files {
		if f.Syntax == nil || f.IsTest() {
			continue
		}
		room := cmp.Or(rooms[f.Room()], new(style.Figures))
		rooms[f.Room()] = room
		room.Measure(f)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "room\tfiles\tlines\tlongest file\tlongest func\tcomments\tone-word funcs\tone-word types\tundocumented\t")
	for _, name := range slices.Sorted(maps.Keys(rooms)) {
		s := rooms[name]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t%d\t\n", name, s.Files, s.Lines, s.LongestFile, s.LongestFunction,
			percent(s.CommentLines, s.Lines), percent(s.OneWordFunctions, s.Functions), percent(s.OneWordTypes, s.Types), len(s.Undocumented))
	}
	if err := w.Flush(); err != nil {
		log.Fatal(err)
	}
}

func percent(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return fmt.Sprintf("%d %%", (200*part/whole+1)/2)
}
