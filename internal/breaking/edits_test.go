package breaking_test

// An edit is one change of a struct app.Part, or of a type that it leads to. Part has
// the fields id and f; what is not written here stays.
type edit struct {
	name     string
	old, new string // the fields beside id
	oldTypes string // other shapes, as typesOf reads them
	newTypes string // the same as oldTypes if empty
	want     string // "RULE @path letters; …": SOURCE, MAP and WIRE; @ is the path of the struct, ^ that of the field that it is in
	only     string // "nested": a payload's own field can't have it
}

const (
	level  = "app.Level=string"
	levels = `app.Level=string|"low","high"`
	sub    = "app.Sub{x int32}"
)

// edits are all kinds of changes. The letters were written down by thinking about each
// audience, not by running Compare: does Go code that names the struct compile and mean
// the same? does code that takes values out of a payload by name and type, or into a
// struct of its own? do stored events and other programs' JSON go on being read?
var edits = []edit{
	{name: "nothing", old: "f string", new: "f string"},
	{name: "renamed", old: "f string", new: "g string", want: "FIELD_NO_DELETE @f BBB; PAYLOAD_SAME_REQUIRED_FIELDS @g w-B"},
	{name: "renamed in JSON alone", old: "f string/F", new: "g string/F", want: "FIELD_NO_DELETE @f -BB; PAYLOAD_SAME_REQUIRED_FIELDS @g --B"},
	{name: "renamed in Go alone", old: "f string/F", new: "f string/Fine", want: "FIELD_SAME_GO_NAME @f B--"},
	{name: "removed", old: "f string", want: "FIELD_NO_DELETE @f BBB"},
	{name: "optional removed", old: "f *string", want: "FIELD_NO_DELETE @f BBB"},
	{name: "struct removed", old: "f app.Sub", oldTypes: sub, want: "FIELD_NO_DELETE @f BBB"},
	{name: "added", new: "f string", want: "PAYLOAD_SAME_REQUIRED_FIELDS @f w-B"},
	{name: "struct added", new: "f app.Sub", oldTypes: sub, want: "PAYLOAD_SAME_REQUIRED_FIELDS @f w-B"},
	{name: "list added", new: "f []string", want: "PAYLOAD_SAME_REQUIRED_FIELDS @f w-B"},
	{name: "optional added", new: "f *string", want: "+@f"},
	{name: "omitempty added field", new: "f string,omit", want: "+@f", only: "nested"},
	{name: "in another order", old: "f string; g string", new: "g string; f string", want: "FIELD_SAME_ORDER ^ w--"},

	{name: "int32 to int64", old: "f int32", new: "f int64", want: "FIELD_SAME_TYPE @f BBw"},
	{name: "int8 to int16", old: "f int8", new: "f int16", want: "FIELD_SAME_TYPE @f BB-"},
	{name: "int64 to int32", old: "f int64", new: "f int32", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "uint32 to int64", old: "f uint32", new: "f int64", want: "FIELD_SAME_TYPE @f BBw"},
	{name: "int32 to uint32", old: "f int32", new: "f uint32", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "float32 to float64", old: "f float32", new: "f float64", want: "FIELD_SAME_TYPE @f BB-"},
	{name: "float64 to float32", old: "f float64", new: "f float32", want: "FIELD_SAME_TYPE @f BBw"},
	{name: "int64 to float64", old: "f int64", new: "f float64", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "number to string", old: "f int64", new: "f string", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "string to bool", old: "f string", new: "f bool", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "duration to int64", old: "f time.Duration", new: "f int64", want: "FIELD_SAME_TYPE @f BB-"},
	{name: "int64 to duration", old: "f int64", new: "f time.Duration", want: "FIELD_SAME_TYPE @f BB-"},
	{name: "int64 to a number of any size", old: "f int64", new: "f encoding/json.Number", want: "FIELD_SAME_TYPE @f BBw"},
	{name: "a number of any size to int64", old: "f encoding/json.Number", new: "f int64", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},

	{name: "string gets a name", old: "f string", new: "f app.Level", oldTypes: level, want: "FIELD_SAME_TYPE @f BB-"},
	{name: "string loses its name", old: "f app.Level", new: "f string", oldTypes: level, want: "FIELD_SAME_TYPE @f BB-"},
	{name: "named string moves", old: "f app.Level", new: "f lib.Level", oldTypes: level + "\nlib.Level=string", want: "FIELD_SAME_TYPE @f B--"},
	{name: "named string is called otherwise", old: "f app.Level", new: "f app.Grade", oldTypes: level + "\napp.Grade=string", want: "FIELD_SAME_TYPE @f B--"},
	{name: "named string becomes a number", old: "f app.Level", new: "f app.Level", oldTypes: level, newTypes: "app.Level=int64", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "named number is widened", old: "f app.Level", new: "f app.Level", oldTypes: "app.Level=int32", newTypes: "app.Level=int64", want: "FIELD_SAME_TYPE @f BBw"},
	{name: "named string in a list becomes a number", old: "f []app.Level", new: "f []app.Level", oldTypes: level, newTypes: "app.Level=int64", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},

	{name: "string to time", old: "f string", new: "f time.Time", want: "FIELD_SAME_TYPE @f BBw"},
	{name: "time to string", old: "f time.Time", new: "f string", want: "FIELD_SAME_TYPE @f BBw"},
	{name: "time to address", old: "f time.Time", new: "f net/netip.Addr", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "text type moves", old: "f app.ID", new: "f lib.ID", oldTypes: "app.ID=text\nlib.ID=text", want: "FIELD_SAME_TYPE @f B--"},
	{name: "MarshalText added to a string", old: "f app.Level", new: "f app.Level", oldTypes: level, newTypes: "app.Level=text", want: "FIELD_SAME_TYPE @f www"},
	{name: "MarshalText removed from a string", old: "f app.Level", new: "f app.Level", oldTypes: "app.Level=text", newTypes: level, want: "FIELD_SAME_TYPE @f www"},
	{name: "MarshalText added to a struct", old: "f app.Sub", new: "f app.Sub", oldTypes: sub, newTypes: "app.Sub=text", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f wBB"},
	{name: "MarshalJSON added", old: "f app.Sub", new: "f app.Sub", oldTypes: sub, newTypes: "app.Sub=json", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f wBB"},
	{name: "MarshalJSON removed", old: "f app.Sub", new: "f app.Sub", oldTypes: "app.Sub=json", newTypes: sub, want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f wBB"},
	{name: "string option added", old: "f int64", new: "f app.Part.f", newTypes: "app.Part.f=text", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f --B", only: "nested"},
	{name: "string option removed", old: "f app.Part.f", new: "f int64", oldTypes: "app.Part.f=text", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f --B", only: "nested"},

	{name: "made optional", old: "f string", new: "f *string", want: "FIELD_SAME_CARDINALITY @f BBB"},
	{name: "made required", old: "f *string", new: "f string", want: "FIELD_SAME_CARDINALITY @f BBB"},
	{name: "struct made optional", old: "f app.Sub", new: "f *app.Sub", oldTypes: sub, want: "FIELD_SAME_CARDINALITY @f BBB"},
	{name: "omitempty added", old: "f string", new: "f string,omit", want: "FIELD_SAME_CARDINALITY @f --B", only: "nested"},
	{name: "omitempty removed", old: "f string,omit", new: "f string", want: "FIELD_SAME_CARDINALITY @f --B", only: "nested"},
	{name: "omitempty added to a pointer", old: "f *string", new: "f *string,omit", want: "FIELD_SAME_CARDINALITY @f --w", only: "nested"},
	{name: "omitempty removed from a pointer", old: "f *string,omit", new: "f *string", want: "FIELD_SAME_CARDINALITY @f --w", only: "nested"},
	{name: "pointer for omitempty", old: "f string,omit", new: "f *string,omit", want: "FIELD_SAME_CARDINALITY @f BB-", only: "nested"},
	{name: "null for omitempty", old: "f string,omit", new: "f *string", want: "FIELD_SAME_CARDINALITY @f BBB", only: "nested"},
	{name: "omitempty for null", old: "f *string", new: "f string,omit", want: "FIELD_SAME_CARDINALITY @f BBB", only: "nested"},

	{name: "value to list", old: "f string", new: "f []string", want: "FIELD_SAME_CARDINALITY @f BBB"},
	{name: "list to value", old: "f []string", new: "f string", want: "FIELD_SAME_CARDINALITY @f BBB"},
	{name: "list to map", old: "f []app.Sub", new: "f map[string]app.Sub", oldTypes: sub, want: "FIELD_SAME_CARDINALITY @f BBB"},
	{name: "list to array", old: "f []string", new: "f [3]string", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "array to list", old: "f [3]string", new: "f []string", want: "FIELD_SAME_TYPE @f BBw"},
	{name: "array is shorter", old: "f [3]string", new: "f [2]string", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "array is longer", old: "f [2]string", new: "f [3]string", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "list of pointers", old: "f []string", new: "f []*string", want: "FIELD_SAME_CARDINALITY @f BBw"},
	{name: "list of values", old: "f []*string", new: "f []string", want: "FIELD_SAME_CARDINALITY @f BBw"},
	{name: "elements are widened", old: "f []int32", new: "f []int64", want: "FIELD_SAME_TYPE @f BBw"},
	{name: "elements are others", old: "f []string", new: "f []int64", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "list gets a name", old: "f []string", new: "f app.Tags", oldTypes: "app.Tags=[]string", want: "FIELD_SAME_TYPE @f BB-"},
	{name: "list of a named list", old: "f app.Tags", new: "f app.Tags", oldTypes: "app.Tags=[]string", newTypes: "app.Tags=[]bool", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "bytes to string", old: "f []byte", new: "f string", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "array of bytes to bytes", old: "f [4]uint8", new: "f []byte", want: "FIELD_SAME_CARDINALITY @f BBB"},

	{name: "keys are numbers", old: "f map[string]bool", new: "f map[int64]bool", want: "FIELD_SAME_TYPE @f BBw"},
	{name: "keys are strings", old: "f map[int64]bool", new: "f map[string]bool", want: "FIELD_SAME_TYPE @f BBw"},
	{name: "keys are widened", old: "f map[int32]bool", new: "f map[int64]bool", want: "FIELD_SAME_TYPE @f BB-"},
	{name: "keys are narrowed", old: "f map[int64]bool", new: "f map[int32]bool", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "keys get a name", old: "f map[string]bool", new: "f map[app.Level]bool", oldTypes: level, want: "FIELD_SAME_TYPE @f BB-"},
	{name: "keys are text", old: "f map[string]bool", new: "f map[app.ID]bool", oldTypes: "app.ID=text", want: "FIELD_SAME_TYPE @f BBw"},
	{name: "values of a map", old: "f map[string]int64", new: "f map[string]string", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},

	{name: "to anything", old: "f int64", new: "f any", want: "FIELD_SAME_TYPE @f BwB"},
	{name: "from anything", old: "f any", new: "f int64", want: "FIELD_SAME_TYPE @f Bww"},
	{name: "to raw JSON", old: "f string", new: "f encoding/json.RawMessage", want: "FIELD_SAME_TYPE @f BBB"},
	{name: "raw JSON to anything", old: "f encoding/json.RawMessage", new: "f any", want: "FIELD_SAME_TYPE @f BB-"},

	{name: "struct to map", old: "f app.Sub", new: "f map[string]int32", oldTypes: sub, want: "FIELD_SAME_CARDINALITY @f BBB"},
	{name: "map to struct", old: "f map[string]int32", new: "f app.Sub", oldTypes: sub, want: "FIELD_SAME_CARDINALITY @f BBB"},
	{name: "struct to string", old: "f app.Sub", new: "f string", oldTypes: sub, want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f BBB"},
	{name: "struct moves", old: "f app.Sub", new: "f lib.Sub", oldTypes: sub + "\nlib.Sub{x int32}", want: "FIELD_SAME_TYPE @f B--"},
	{name: "struct is called otherwise", old: "f []app.Sub", new: "f []app.Item", oldTypes: sub + "\napp.Item{x int32}", want: "FIELD_SAME_TYPE @f B--"},
	{name: "struct moves and changes", old: "f app.Sub", new: "f lib.Sub", oldTypes: sub + "\nlib.Sub{x int64}", want: "FIELD_SAME_TYPE @f B--; FIELD_SAME_TYPE @f.x BBw"},
	{name: "struct within changes", old: "f app.Sub", new: "f app.Sub", oldTypes: sub, newTypes: "app.Sub{x string}", want: "FIELD_WIRE_JSON_COMPATIBLE_TYPE @f.x BBB"},
	{name: "struct within grows", old: "f []app.Sub", new: "f []app.Sub", oldTypes: sub, newTypes: "app.Sub{x int32; y *bool}", want: "+@f[].y"},
	{name: "struct within shrinks", old: "f map[string]app.Sub", new: "f map[string]app.Sub", oldTypes: "app.Sub{x int32; y bool}", newTypes: sub, want: "FIELD_NO_DELETE @f[].y BBB"},

	{name: "value added", old: "f app.Level", new: "f app.Level", oldTypes: levels, newTypes: levels + `,"top"`, want: "FIELD_SAME_VALUES @f -ww"},
	{name: "value removed", old: "f app.Level", new: "f app.Level", oldTypes: levels + `,"top"`, newTypes: levels, want: "FIELD_SAME_VALUES @f Bww"},
	{name: "value renamed", old: "f []app.Level", new: "f []app.Level", oldTypes: levels, newTypes: `app.Level=string|"low","HIGH"`, want: "FIELD_SAME_VALUES @f www"},
	{name: "values in another order", old: "f app.Level", new: "f app.Level", oldTypes: levels, newTypes: `app.Level=string|"high","low"`},
	{name: "first values", old: "f app.Level", new: "f app.Level", oldTypes: level, newTypes: levels},
}
