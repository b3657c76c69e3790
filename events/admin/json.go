package admin

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// version is the version of the JSON. Fields may be added without a new one.
const version = 1

// wantsJSON reports whether a client prefers JSON to HTML.
func wantsJSON(r *http.Request) bool {
	best, asJSON := -1.0, false
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		kind, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		isJSON := strings.EqualFold(strings.TrimSpace(kind), "application/json")
		if !isJSON && !strings.EqualFold(strings.TrimSpace(kind), "text/html") {
			continue
		}
		if q := qualityOf(params); q > best {
			best, asJSON = q, isJSON
		}
	}
	return asJSON && best > 0
}

// qualityOf returns the weight of a media type in an Accept header: its q, or 1.
func qualityOf(params string) float64 {
	for param := range strings.SplitSeq(params, ";") {
		if q, ok := strings.CutPrefix(strings.TrimSpace(param), "q="); ok {
			if f, err := strconv.ParseFloat(q, 64); err == nil {
				return f
			}
		}
	}
	return 1
}

func writeJSON(w http.ResponseWriter, r *http.Request, status int, v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		refuse(w, http.StatusInternalServerError, "cannot write this view as JSON: "+err.Error())
		return
	}
	writeBody(w, r, status, "application/json; charset=utf-8", b.Bytes())
}

// writeBody sends a complete response. To HEAD it sends the same headers without
// the body.
func writeBody(w http.ResponseWriter, r *http.Request, status int, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // an error means that the client has left
	}
}
