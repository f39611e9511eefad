package main

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// visitor is somebody with a browser without scripts: it fetches pages, fills in their forms and sends
// them. Redirections are not followed.
type visitor struct {
	base   string // of the server; it may change when that is started again
	client *http.Client
}

func newVisitor(base string) *visitor {
	jar, _ := cookiejar.New(nil) // cannot fail without options
	return &visitor{base: base, client: &http.Client{
		Jar: jar, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute},
	}}
}

// page is an answer that was read to its end.
type page struct {
	status   int
	path     string
	location string // path of a redirection
	header   http.Header
	body     string
}

func (v *visitor) get(path string) (page, error) { return v.do(http.MethodGet, path, "", nil) }

// post sends fields.
func (v *visitor) post(path string, fields url.Values) (page, error) {
	return v.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(fields.Encode()))
}

// upload sends fields and a picture, as a form with a file does.
func (v *visitor) upload(path string, fields url.Values, picture []byte) (page, error) {
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for name, values := range fields {
		for _, value := range values {
			_ = parts.WriteField(name, value) // a buffer takes everything
		}
	}
	file, _ := parts.CreateFormFile("image", "photo.jpg")
	_, _ = file.Write(picture)
	_ = parts.Close()
	return v.do(http.MethodPost, path, parts.FormDataContentType(), &body)
}

func (v *visitor) do(method, path, contentType string, body io.Reader) (page, error) {
	req, err := http.NewRequest(method, v.base+path, body)
	if err != nil {
		return page{}, err
	}
	req.Header.Set("Accept-Language", "en")
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
		req.Header.Set("Origin", v.base)
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	res, err := v.client.Do(req)
	if err != nil {
		return page{}, err
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	if err != nil {
		return page{}, err
	}
	p := page{status: res.StatusCode, path: path, header: res.Header, body: string(read)}
	if to, err := res.Location(); err == nil {
		p.location = to.Path
	}
	return p, nil
}

// is checks the status.
func (p page) is(status int) error {
	if p.status != status {
		return fmt.Errorf("%s: status %d, want %d: %s", p.path, p.status, status, p.text())
	}
	return nil
}

// text is what a reader sees, shortened.
func (p page) text() string {
	var b strings.Builder
	walk(p.nodes(), func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.Data != "style" && n.Parent.Data != "script" {
			b.WriteString(n.Data + " ")
		}
	})
	text := strings.Join(strings.Fields(b.String()), " ")
	if len(text) > 400 {
		text = "… " + text[len(text)-400:]
	}
	return text
}

func (p page) nodes() *html.Node {
	root, _ := html.Parse(strings.NewReader(p.body)) // a string is always read to its end
	return root
}

func walk(n *html.Node, f func(*html.Node)) {
	f(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, f)
	}
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// form is a form of a page with what it would send as it stands.
type form struct {
	action  string
	fields  url.Values
	options map[string][]string // what radio buttons and check boxes offer
}

// form finds the form whose action ends with a word. Controls elsewhere on the page may belong to it by
// its id.
func (p page) form(suffix string) (form, error) {
	root, f := p.nodes(), form{fields: url.Values{}, options: map[string][]string{}}
	var found *html.Node
	walk(root, func(n *html.Node) {
		action, _ := attribute(n, "action")
		if n.Data == "form" && found == nil && strings.HasSuffix(action, suffix) {
			found, f.action = n, action
		}
	})
	if found == nil {
		return f, fmt.Errorf("%s: no form %s: %s", p.path, suffix, p.text())
	}
	id, _ := attribute(found, "id")
	walk(root, func(n *html.Node) {
		if of, elsewhere := attribute(n, "form"); elsewhere && of == id || !elsewhere && within(n, found) {
			f.add(n)
		}
	})
	return f, nil
}

func within(n, of *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == of {
			return true
		}
	}
	return false
}

func (f form) add(n *html.Node) {
	name, named := attribute(n, "name")
	if !named || n.Data != "input" && n.Data != "textarea" {
		return
	}
	value, _ := attribute(n, "value")
	kind, _ := attribute(n, "type")
	switch kind {
	case "radio", "checkbox":
		f.options[name] = append(f.options[name], value)
		if _, checked := attribute(n, "checked"); checked {
			f.fields.Add(name, value)
		}
	case "file", "submit", "button":
	default:
		if n.Data == "textarea" && n.FirstChild != nil {
			value = n.FirstChild.Data
		}
		f.fields.Add(name, value)
	}
}
