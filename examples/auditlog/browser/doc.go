// Package browser looks at the pages of the audit log example, and at the page
// of its bus, through a real browser. It has nothing but tests.
//
// They need Chromium or Chrome. Without one they say so and are skipped, but
// fail where CI is set to true.
//
// The pictures of the page in docs are made by one of them:
//
//	go test ./examples/auditlog/browser -run '^TestPictures$' -screenshots "$PWD/docs"
package browser
