package vet

import "strings"

// isCommonWord reports whether a word, or what it is without an ending, is one of those
// that names of events and fields are made of.
func isCommonWord(word string) bool {
	if commonWords[word] {
		return true
	}
	for _, ending := range []string{"s", "es", "ed", "er", "ing", "ly", "en"} {
		stem, ok := strings.CutSuffix(word, ending)
		if !ok || len(stem) < 2 {
			continue
		}
		if n := len(stem); n > 2 && stem[n-1] == stem[n-2] && commonWords[stem[:n-1]] { // "stopped"
			return true
		}
		if commonWords[stem] || commonWords[stem+"e"] {
			return true
		}
	}
	return false
}

// commonWords are words of which another one is a letter away, and other short ones.
// The list need not be complete: a word that it lacks gets a fix only if it is one typing
// error away from a declared one.
var commonWords = wordSet(`
	able abort about above accept access account ace ache act action actor add adapt adept admin adopt after age agent
	aid ail aim air alarm ale alert alias all allow alone alter amend amount and angle answer any app apply arc are area
	arm array art ask asset at audit auto away back bad badge bail bait bake balance ban band bank bar bare barn base
	batch bath bean bear beat bed bee been beer begin bell bend bent best bet bid big bill bind bit bite black blame blend
	block blog blow board boat body bold bolt bond book boom boot bore born boss bot both bound bow bowl box branch brand
	brave bread break brief bright bring broad brown brush buck build bulk bump bunch burn bus bust busy but buy byte cab
	cable cache call calm camp can cancel cap car card care cart case cash cast cat catch cause cell cent chain chair
	chance change channel charge chart chat cheap check chip choose cite city claim class clean clear click clip clock
	clone close cloud club coach coast coat code coin cold come cook cool copy cord core corn cost count coup coupon court
	cover crack crash crate crawl create crew crop cross crowd cure curve cut cycle daily damp dare dark dart dash data
	date dawn day dead deal debit debt decide deck deed deep delay delete deliver deny depth desk detach detail dial
	diary die diet dig dim dine dip dirt disc dish dive do dock doctor dog done door dose dot double down draft drag drain
	draw dress drift drill drink drive drop drum dry due dump dust duty each ear earn ease east easy eat echo edge edit
	eight emit empty enable end enter entry equal error even event ever every evict exact exam exit expire explain extend
	extra eye face fact fade fail fair fake fall false fame fan far fare farm fast fat fate fault fear fed fee feed feel
	fetch few fiber field fight file fill film filter final find fine fire firm first fish fit five fix flag flat flaw
	flee flight flip float flood floor flow flush fly focus fold folder follow food foot for force fork form format found
	four frame free fresh from front fuel full fund fuse gain game gap gas gate gather gear get gift girl give glad glow
	goal goat god gold good got grade grain grant graph grass gray great green grid grip group grow guard guess guest
	guide hail half hall hand hang hard harm has hash hat hate have hazard head heal heap hear heart heat heavy held help
	here hide high hill hint hire hit hold hole home hook hope horn host hot hour house how huge human hunt hurt hush icon
	idea idle image import in index info inner input insert into invite invoice iron island issue item job join joke judge
	jump just keen keep key kick kid kill kind king kit knee know lab label lack lad lag lake lamp land lane lap large
	last late later laugh launch law lay layer lead leaf leak lean leap learn lease leave led left leg lend length lens
	less let letter level lick lid lie life lift light like limit line link lint list lit live load loan local lock log
	login logout logon long look loop loose lore lose loss lost lot loud love low luck lump lunch mad mail main make male
	man map mark mask mass mast master match mate matter may meal mean measure meat media meet melt member memo memory
	menu mere merge mesh message metal meter mice mid mile milk mill mind mine minor mint minus miss mist mix mode model
	modem money month mood moon moor more most mount mouse mouth move much mud mule music must mute nail name near neat
	neck need nest net never new news next nice night nine node noise none noon north nose note notice now null number oak
	object odd of off offer oil old on once one only open option or oral order other our out outer oven over own owner
	pace pack package pad page paid pail pain paint pair pale pan panel paper park part pass past paste patch path pause
	pave pay peak pear peer pen pet phase phone photo pick picture pile pin pine ping pink pint pipe pit place plain plan
	plane plant plate play plead please plot plug plus poem poet point poke poll pool poor pop port pose post pot pound
	pour power press price pride print prior prize probe profile prompt proof proper prose prove prune pub pull pulse pump
	pure purge push put quest quick quiet quit quite quota quote race rack rage raid rail rain raise range rank rare rate
	raw reach react read ready real realm rear reason rebuild recall receive record red redo reed reel refer refill refund
	refuse region register reject relay release reload remind remove rename rent repair repeat replay reply report request
	reset resize rest restart restore result resume retire retry return reveal reverse review revoke rice rich ride right
	ring rise risk river road rob rock role roll roof room root rope rose round route row rule run rush sad safe sail sale
	salt same sand sang sat save say scale scan scare scene scent school scope score scrap screen script search seat
	second secret section sector see seed seek seem seen self sell send sense sent serial series serve server service
	session set settle setup seven shade shake shape share sharp she shed sheet shelf shell shift shine ship shirt shoe
	shoot shop shore short shot show shut sick side sight sign silent silk sing sink sit site size skill skin skip slack
	sleep slice slide slip slot slow small smart smoke snap snow so soap social sock soft sold sole some son song soon
	sort soul sound soup source south space span spare speak speed spell spend spike spin spit split spoke spot stack
	staff stage stain stair stake stale stall stamp stand star stare start state station status stay steal steam steel
	steep steer step stick still stir stock stone stop store storm story stray stream street stress strict strike string
	strip stripe stuff style submit such suit sum sun super supply sure surf surge swap sweep sweet swim switch sync tab
	table tack tag tail take tale talk tall tank tap tape tar target task taste tax tea teach team tear tell ten tenant
	tend tent term test text than thank that the them then there these thick thin thing think third this those thread
	three thrift throw thumb tick ticket tide tie tier tight tile till time timer tin tint tiny tip tire title to toast
	today toggle token toll tone tool top topic toss total touch tour town toy trace track trade trail train trait trash
	tray treat tree trend trial trick trigger trim trip troop true trunk trust truth try tube tune turn twin two type
	under undo union unit unite unlock untie up update upload upper urge us use user valid value van vault vendor verify
	verse very vest video view visit vital void vote wade wage wait wake walk wall want war ward ware warm warn wash waste
	watch water wave way weak wear web week weight well went were west wet what wheel when where which while whip white
	who whole why wide wife will win wind wine wing wipe wire wise wish with woman won wood word work world worm worse
	worth wrap write wrong yard year yes yet you young your zero zone
`)

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(text) {
		set[word] = true
	}
	return set
}
