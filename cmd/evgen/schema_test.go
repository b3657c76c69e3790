package main

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// conforms is a script command: each line of the second file is valid by the JSON Schema
// in the first, or with ! no line is.
func conforms(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: conforms schema values")
	}
	schema := compileSchema(ts, ts.MkAbs(args[0]))
	n := 0
	for line := range strings.Lines(ts.ReadFile(args[1])) {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			ts.Fatalf("%s: %v", line, err)
		}
		if err := schema.Validate(value); (err == nil) == neg {
			ts.Fatalf("%s: conforms: %v, %v", line, !neg, err)
		}
		n++
	}
	if n == 0 {
		ts.Fatalf("%s has no lines", args[1])
	}
}

func compileSchema(ts *testscript.TestScript, path string) *jsonschema.Schema {
	file, err := os.Open(path)
	ts.Check(err)
	defer file.Close()
	doc, err := jsonschema.UnmarshalJSON(file)
	ts.Check(err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.AssertContent()
	ts.Check(c.AddResource("schema.json", doc))
	schema, err := c.Compile("schema.json")
	ts.Check(err)
	return schema
}
