package docgen_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fastpluggy/eventbus/internal/docgen"
)

var vendored = filepath.Join("testdata", "asyncapi")

// official is the schema of AsyncAPI itself, compiled once.
var official = sync.OnceValues(func() (*jsonschema.Schema, error) {
	file, err := os.Open(filepath.Join(vendored, docgen.AsyncAPIVersion+".json"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	schema, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("asyncapi.json", schema); err != nil {
		return nil, err
	}
	return c.Compile("asyncapi.json")
})

// valid returns what is wrong with a document: by the official schema, and by
// the one rule of references that no schema can hold.
func valid(text []byte) error {
	schema, err := official()
	if err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	if err := schema.Validate(doc); err != nil {
		return err
	}
	return references(text)
}

// references holds that an operation's messages are those of its own channel,
// and that every reference leads somewhere.
func references(text []byte) error {
	var doc struct {
		Operations map[string]struct {
			Channel struct {
				Ref string `json:"$ref"`
			}
			Messages []struct {
				Ref string `json:"$ref"`
			}
		}
	}
	var whole any
	if err := errors.Join(json.Unmarshal(text, &doc), json.Unmarshal(text, &whole)); err != nil {
		return err
	}
	for name, op := range doc.Operations {
		for _, m := range op.Messages {
			if !strings.HasPrefix(m.Ref, op.Channel.Ref+"/messages/") {
				return fmt.Errorf("operation %s: the message %s is not of the channel %s", name, m.Ref, op.Channel.Ref)
			}
		}
	}
	return leads(whole, whole)
}

// leads follows every reference in v.
func leads(whole, v any) error {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			if err := leads(whole, x); err != nil {
				return err
			}
		}
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			return follow(whole, ref)
		}
		for _, x := range v {
			if err := leads(whole, x); err != nil {
				return err
			}
		}
	}
	return nil
}

func follow(at any, ref string) error {
	for elem := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		m, _ := at.(map[string]any)
		if at = m[elem]; at == nil {
			return fmt.Errorf("%s leads nowhere: there is no %s", ref, elem)
		}
	}
	return nil
}

func TestAsyncAPIIsValid(t *testing.T) {
	for name, s := range map[string]docgen.Source{"sample": sample(), "hostile": hostile(), "none": {Contracts: nothing}} {
		if err := valid(docgen.AsyncAPI(docgen.New(s))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A document that the parser accepts proves nothing unless the parser refuses wrong ones.
func TestAsyncAPIJudgeFindsFaults(t *testing.T) {
	text := string(docgen.AsyncAPI(docgen.New(sample())))
	for _, planted := range [][2]string{
		{`"action": "send"`, `"action": "publish"`},
		{`"type": "boolean"`, `"type": "bool"`},
		{`"$ref": "#/channels/user.gone/messages/user.gone"`, `"$ref": "#/components/messages/user.gone"`},
		{`"$ref": "#/components/schemas/user.login"`, `"$ref": "#/components/schemas/user.logon"`},
	} {
		wrong := strings.ReplaceAll(text, planted[0], planted[1])
		if wrong == text {
			t.Fatalf("the document has no %s", planted[0])
		}
		if err := valid([]byte(wrong)); err == nil {
			t.Errorf("nothing is wrong with %s", planted[1])
		}
	}
}

// The schema is that of its package, and stands here with its licence.
func TestVendoredSchemaIsUnchanged(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(vendored, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m struct{ SHA256 map[string]string }
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"3.0.0.json", "LICENSE", "NOTICE"} {
		text, err := os.ReadFile(filepath.Join(vendored, name))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != m.SHA256[name] {
			t.Errorf("%s is not the one that the manifest names", name)
		}
	}
}
