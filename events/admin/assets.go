package admin

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
)

//go:embed assets
var assets embed.FS

// assetTypes are the page's own files, with their content types. The page loads
// nothing else.
var assetTypes = map[string]string{
	"style.css": "text/css; charset=utf-8",
	"page.js":   "text/javascript; charset=utf-8",
	"icon.svg":  "image/svg+xml",
}

// assetTags are the ETags of the page's own files: hashes of their content.
var assetTags = func() map[string]string {
	tags := map[string]string{}
	for name := range assetTypes {
		sum := sha256.Sum256(readAsset(name))
		tags[name] = `"` + hex.EncodeToString(sum[:8]) + `"`
	}
	return tags
}()

func readAsset(name string) []byte {
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic("admin: an embedded file is missing: " + err.Error())
	}
	return b
}

func serveAsset(w http.ResponseWriter, r *http.Request, name string) {
	w.Header().Set("Cache-Control", "no-cache") // a browser asks each time whether the ETag has changed
	w.Header().Set("ETag", assetTags[name])
	if r.Header.Get("If-None-Match") == assetTags[name] {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	writeBody(w, r, http.StatusOK, assetTypes[name], readAsset(name))
}
