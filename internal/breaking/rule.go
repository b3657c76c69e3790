package breaking

// A Rule is one kind of break.
type Rule struct {
	ID      string `json:"id"`
	Purpose string `json:"purpose"`
}

// The rules' ids.
const (
	TopicNoDelete               = "TOPIC_NO_DELETE"
	TopicNoDeleteUnlessReserved = "TOPIC_NO_DELETE_UNLESS_RESERVED"
	ReservedTopicNoReuse        = "RESERVED_TOPIC_NO_REUSE"
	ReservedTopicNoDelete       = "RESERVED_TOPIC_NO_DELETE"
	TopicSamePackage            = "TOPIC_SAME_PACKAGE"
	TopicSameGoName             = "TOPIC_SAME_GO_NAME"
	FieldNoDelete               = "FIELD_NO_DELETE"
	FieldSameGoName             = "FIELD_SAME_GO_NAME"
	PayloadSameRequiredFields   = "PAYLOAD_SAME_REQUIRED_FIELDS"
	FieldSameCardinality        = "FIELD_SAME_CARDINALITY"
	FieldSameType               = "FIELD_SAME_TYPE"
	FieldWireJSONCompatibleType = "FIELD_WIRE_JSON_COMPATIBLE_TYPE"
	FieldSameValues             = "FIELD_SAME_VALUES"
	FieldSameOrder              = "FIELD_SAME_ORDER"
	DescriptionChanged          = "DESCRIPTION_CHANGED"
)

var rules = []Rule{
	{TopicNoDelete, "An event stays declared. Listeners that use its name receive nothing any more, without an error."},
	{TopicNoDeleteUnlessReserved, "The name of an event that is removed has been reserved, so that it is not used for another event. Its Go names are gone nevertheless."},
	{ReservedTopicNoReuse, "A reserved name does not come back with another payload: stored events still have the old one."},
	{ReservedTopicNoDelete, "A reservation stays: without it, a later use of the name with another payload is not noticed."},
	{TopicSamePackage, "An event stays in its package, from which Go code imports its topic."},
	{TopicSameGoName, "The Go name of an event stays: the struct and the topic are called by it."},
	{FieldNoDelete, "A field stays. Listeners that need it report a missing field for each event."},
	{FieldSameGoName, "The Go name of a field stays."},
	{PayloadSameRequiredFields, "No required field is added: events that are stored, or come from older plugins, lack it. Typed emitters go on compiling and send its zero value."},
	{FieldSameCardinality, "A field stays required or optional, in JSON too, and one value, a list or a map."},
	{FieldSameType, "A field keeps its Go type. Its JSON form may still be read; the remark says by which readers. A type that is only called otherwise, or has moved, breaks Go code and no reader."},
	{FieldWireJSONCompatibleType, "A field keeps a type whose JSON form is the same."},
	{FieldSameValues, "The constants of a field's type stay. Readers that compare with them or switch over them do not expect others."},
	{FieldSameOrder, "Fields keep their order: only struct literals without field names depend on it."},
	{DescriptionChanged, "The description has changed. It breaks nothing and is reported for information."},
}

// All rules about fields apply at every depth: to the fields of the structs, lists and
// maps that a payload leads to, too.

// Rules returns all rules in the order of the manual.
func Rules() []Rule { return append([]Rule(nil), rules...) }

// Known reports whether there is a rule with that id.
func Known(id string) bool {
	for _, r := range rules {
		if r.ID == id {
			return true
		}
	}
	return false
}
