package review

import (
	"context"
	"fmt"
	"strings"

	"shinsa/audit"
	"shinsa/review/compare"
)

// Classes of search tokens: a word that was typed as a name is not found as an address.
const (
	tokenName    = "name"
	tokenAddress = "address"
	tokenBirth   = "birth"
	tokenNumber  = "number"
)

// tokens are the keyed words under which a submission is found.
func (d *Desk) tokens(f Fields) [][]byte {
	var out [][]byte
	for _, t := range compare.NameTerms(f[FieldName]) {
		out = append(out, d.Keys.Token(tokenName, t))
	}
	for _, t := range compare.AddressTerms(f[FieldAddress], f[FieldRoom]) {
		out = append(out, d.Keys.Token(tokenAddress, t))
	}
	if b := f[FieldBirthDate]; b != "" {
		out = append(out, d.Keys.Token(tokenBirth, b))
	}
	if n := f[FieldNumber]; n != "" {
		out = append(out, d.Keys.Token(tokenNumber, n))
	}
	return out
}

// Search keeps what a person of the desk asks for, words that applicants typed, as keyed tokens of this
// session. It returns the id under which SearchResult lists the newest submissions that match all of them.
// References are not looked for here, but by FindReference. Asking for no word at all is a FieldErrors.
func (d *Desk) Search(ctx context.Context, a Actor, q string) (id string, err error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return "", err
	}
	terms := d.searchTerms(q)
	if len(terms) == 0 {
		return "", fieldError("q", "required")
	}
	id = d.NewID()
	return id, d.Store.Write(ctx, func(tx Tx) error {
		if err := tx.InsertSearch(ctx, id, a.Session, terms, now); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.Searched, now, staffSubject(a.ID), audit.Committed("staff", string(a.ID)),
			audit.Public("terms", fmt.Sprint(len(terms))))
	})
}

// searchTerms turns what was typed into terms: each word as a name, an address, a date or a number.
func (d *Desk) searchTerms(q string) []SearchTerm {
	q, _ = cleanText(q, maxField)
	words := strings.Fields(strings.ReplaceAll(q, "\u3000", " "))
	if len(words) > 8 {
		words = words[:8]
	}
	var terms []SearchTerm
	for _, w := range words {
		var t SearchTerm
		if date, err := compare.ParseDate(w); err == nil {
			t.Tokens = append(t.Tokens, d.Keys.Token(tokenBirth, date.String()))
		}
		for _, name := range compare.NameQuery(w) {
			t.Tokens = append(t.Tokens, d.Keys.Token(tokenName, name))
		}
		if address := compare.AddressQuery(w); address != "" {
			t.Tokens = append(t.Tokens, d.Keys.Token(tokenAddress, address))
		}
		if number := compare.FoldNumber(w); number != "" {
			t.Tokens = append(t.Tokens, d.Keys.Token(tokenNumber, number))
		}
		if len(t.Tokens) > 0 {
			terms = append(terms, t)
		}
	}
	return terms
}

// SearchResult lists what a search of this session finds now, the newest 50.
func (d *Desk) SearchResult(ctx context.Context, a Actor, id string) ([]QueueRow, error) {
	if err := d.allow(ctx, a, SeeQueue, nil, d.now()); err != nil {
		return nil, err
	}
	terms, err := d.Store.SavedSearch(ctx, id, a.Session)
	if err != nil {
		return nil, err
	}
	if err := d.SettleDue(ctx); err != nil {
		return nil, err
	}
	return d.Store.Search(ctx, terms, 50)
}

func staffSubject(id StaffID) string { return audit.StaffSubject(string(id)) }
