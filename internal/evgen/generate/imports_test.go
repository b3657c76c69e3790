package generate

import (
	"testing"

	"github.com/fastpluggy/eventbus/internal/evgen/change"
)

func TestImportsOfFormatters(t *testing.T) {
	file := func(imports string) []byte {
		return []byte("// Header.\n\npackage p\n\n" + imports + "\n\nvar x = 1\n")
	}
	const ours = "import (\n\t\"context\"\n\n\t\"example.com/app/a\"\n\t\"example.com/lib\"\n)"
	for name, tt := range map[string]struct {
		old  []byte
		same bool
	}{
		"a group of its own":   {file("import (\n\t\"context\"\n\n\t\"example.com/lib\"\n\n\t\"example.com/app/a\"\n)"), true},
		"one group":            {file("import (\n\t\"context\"\n\t\"example.com/lib\"\n\t\"example.com/app/a\"\n)"), true},
		"one by one":           {file("import \"context\"\nimport \"example.com/lib\"\n\nimport \"example.com/app/a\""), true},
		"with \\r\\n":          {[]byte("// Header.\r\n\r\npackage p\r\n\r\nimport (\r\n\t\"context\"\r\n\t\"example.com/lib\"\r\n\t\"example.com/app/a\"\r\n)\r\n\r\nvar x = 1\r\n"), true},
		"another import":       {file("import (\n\t\"context\"\n\n\t\"example.com/app/b\"\n\t\"example.com/lib\"\n)"), false},
		"one more":             {file("import (\n\t\"context\"\n\t\"fmt\"\n\n\t\"example.com/app/a\"\n\t\"example.com/lib\"\n)"), false},
		"another name":         {file("import (\n\t\"context\"\n\n\ta2 \"example.com/app/a\"\n\t\"example.com/lib\"\n)"), false},
		"a comment":            {file("import (\n\t\"context\" // why\n\n\t\"example.com/app/a\"\n\t\"example.com/lib\"\n)"), false},
		"none":                 {file(""), false},
		"no Go":                {[]byte("import"), false},
		"there is no file":     {nil, false},
		"the code differs too": {append(file("import (\n\t\"context\"\n\t\"example.com/lib\"\n\t\"example.com/app/a\"\n)"), "var y = 2\n"...), false},
	} {
		if got := isRegrouped(&change.File{Old: tt.old, New: file(ours)}); got != tt.same {
			t.Errorf("%s: %v, want %v", name, got, tt.same)
		}
	}
}
