package staff

import "context"

// A Shortage is work that the active staff cannot finish. Its text is the id of the words below
// `staff.shortage.`.
type Shortage string

// The shortages, worst first.
const (
	NoAdmin       Shortage = "no_admin"       // nobody can invite, disable or set anything on the page
	NoDesk        Shortage = "no_desk"        // nothing can be decided
	NoSupervisor  Shortage = "no_supervisor"  // what is escalated stays; nothing is audited, no role agreed to
	OneDesk       Shortage = "one_desk"       // a second opinion, or deciding anew after an overturn, has nobody
	NoSecond      Shortage = "no_second"      // second reviews are asked for, and nobody is left to give one
	NoThird       Shortage = "no_third"       // and nobody is left to settle what the two disagree on
	OneSupervisor Shortage = "one_supervisor" // his own decisions have nobody to audit them
)

// Counts is how many active accounts have each role.
type Counts map[Role]int

// Shortages says what the staff cannot finish; second says that second reviews are asked for. It is empty
// when all can be done.
func Shortages(c Counts, second bool) []Shortage {
	var s []Shortage
	desk := c[Reviewer] + c[Supervisor]
	if c[Admin] == 0 {
		s = append(s, NoAdmin)
	}
	if desk == 0 {
		s = append(s, NoDesk)
	}
	if c[Supervisor] == 0 {
		s = append(s, NoSupervisor)
	}
	if desk == 1 {
		s = append(s, OneDesk)
	}
	if second && desk == 1 {
		s = append(s, NoSecond)
	}
	if second && desk == 2 {
		s = append(s, NoThird)
	}
	if c[Supervisor] == 1 {
		s = append(s, OneSupervisor)
	}
	return s
}

// Shortages looks at the staff as it is now; second says that second reviews are asked for. It names nobody,
// so whoever shows it needs no right.
func (s *Service) Shortages(ctx context.Context, second bool) (_ []Shortage, err error) {
	defer wrap("shortages", &err)
	all, err := s.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	c := Counts{}
	for _, a := range all {
		if a.Status == Active {
			c[a.Role]++
		}
	}
	return Shortages(c, second), nil
}
