package handlers

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

// A form as a script fills it in: found by its action, with its hidden fields and defaults.
type testForm struct {
	action string
	fields url.Values
	names  map[string]bool // of everything that can be filled in
}

// form finds the form of a page whose action ends in a path.
func (a answer) form(action string) testForm {
	a.t.Helper()
	f, ok := a.findForm(action)
	if !ok {
		a.t.Fatalf("%s: there is no form for %s\n%s", a.what, action, a.text())
	}
	return f
}

func (a answer) findForm(action string) (testForm, bool) {
	a.t.Helper()
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data == "form" && strings.HasSuffix(attr(n, "action"), action) {
			return readTestForm(n), true
		}
	}
	return testForm{}, false
}

func readTestForm(form *html.Node) testForm {
	f := testForm{action: attr(form, "action"), fields: url.Values{}, names: map[string]bool{}}
	for n := range form.Descendants() {
		name := attr(n, "name")
		if name == "" {
			continue
		}
		f.names[name] = true
		switch {
		case n.Data == "textarea":
			if n.FirstChild != nil {
				f.fields.Set(name, n.FirstChild.Data)
			}
		case attr(n, "type") == "radio":
			if _, checked := attrOK(n, "checked"); checked {
				f.fields.Set(name, attr(n, "value"))
			}
		case attr(n, "type") != "file":
			f.fields.Set(name, attr(n, "value"))
		}
	}
	return f
}

func attr(n *html.Node, key string) string {
	v, _ := attrOK(n, key)
	return v
}

func attrOK(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// fill sends a form with some values set.
func (b *browser) fill(f testForm, values map[string]string) answer {
	b.t.Helper()
	for k, v := range values {
		if f.names[k] {
			f.fields.Set(k, v)
		}
	}
	return b.post(f.action, f.fields)
}

// send sends any body.
func (b *browser) send(method, path, contentType string, body io.Reader) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, b.url+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for k, v := range b.header {
		req.Header[k] = v
	}
	req.Header.Set("Content-Type", contentType)
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{b.t, method + " " + path, res.StatusCode, res.Header, res.Header.Get("Location"), string(read)}
}

// uploadBody is what a browser sends for the form of a picture.
func uploadBody(side, name string, files ...[]byte) (contentType string, body []byte) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("side", side)
	for _, data := range files {
		p, _ := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name="image"; filename="%s"`, name)},
			"Content-Type":        {"image/jpeg"},
		})
		_, _ = p.Write(data)
	}
	_ = w.Close()
	return w.FormDataContentType(), b.Bytes()
}

func (b *browser) upload(link, side, name string, data []byte) answer {
	b.t.Helper()
	contentType, body := uploadBody(side, name, data)
	return b.send(http.MethodPost, link+"/images", contentType, bytes.NewReader(body))
}

// drawn keeps the specimens of all tests, because drawing one takes a while.
var drawn sync.Map

// specimenOf draws a document of a kind; the same number gives the same one.
func specimenOf(t testing.TB, kind string, n int) specimen.Specimen {
	t.Helper()
	once, _ := drawn.LoadOrStore(fmt.Sprint(kind, n), sync.OnceValues(func() (specimen.Specimen, error) {
		return specimen.Draw(1, n, specimen.Request{Kind: kind, Today: testStart})
	}))
	sp, err := once.(func() (specimen.Specimen, error))()
	if err != nil {
		t.Fatal(err)
	}
	return sp
}

// begin starts a draft on the pages and returns its lookup link's path.
func (b *browser) begin(kind string) string {
	b.t.Helper()
	a := b.fill(b.get("/apply").is(200).form("/apply"), map[string]string{"kind": kind}).is(303)
	if !strings.HasPrefix(a.location, "/a/") {
		b.t.Fatalf("POST /apply leads to %q", a.location)
	}
	return a.location
}

// complete fills in a draft on the pages, as a script does, so that it could be sent.
func (b *browser) complete(kind, back string) (link string, sp specimen.Specimen) {
	b.t.Helper()
	sp = specimenOf(b.t, kind, 1)
	link = b.begin(kind)
	typed := map[string]string{review.FieldBackNotes: back, review.FieldEmail: "applicant@example.org"}
	for id, v := range sp.Truth.Typed {
		typed[id] = v
	}
	typed[review.FieldBackNotes] = back
	if typed[review.FieldRoom] == "" {
		typed[review.FieldRoom] = "405"
	}
	b.fill(b.get(link).is(200).form("/identity"), typed).is(303)
	b.upload(link, "front", "front.jpg", sp.Front).is(303)
	if back == "yes" && sp.Back != nil {
		b.upload(link, "back", "back.jpg", sp.Back).is(303)
	}
	return link, sp
}

// sent is a submission that waits, made on the pages.
func (b *browser) sent(kind string) (link string, ref review.Reference) {
	b.t.Helper()
	link, _ = b.complete(kind, "no")
	b.fill(b.get(link).is(200).form("/submit"), nil).leadsTo(link)
	v, err := b.desk.OpenLink(b.t.Context(), strings.TrimPrefix(link, "/a/"))
	if err != nil {
		b.t.Fatal(err)
	}
	return link, v.Reference
}
