#!/usr/bin/perl
# A client of Open311 GeoReport v2 as many councils run one: it reads XML only, names its jurisdiction in every call, and
# shows its key in a POST alone. Modules of Perl's core only.
#
#   georeport.pl ENDPOINT JURISDICTION services | service CODE | requests [name=value …] | request NUMBER
#   georeport.pl ENDPOINT JURISDICTION send KEY name=value …     (prints the service_request_id)
#
# Prints one line "element.element=text" for each text of the answer.
use strict;
use warnings;
use utf8;
use Encode qw(decode FB_CROAK);
use HTTP::Tiny;

binmode STDOUT, ':encoding(UTF-8)';
binmode STDERR, ':encoding(UTF-8)';
my ($endpoint, $jurisdiction, $act, @words) = map { decode('UTF-8', $_) } @ARGV;
my $http = HTTP::Tiny->new(agent => 'georeport.pl');

if ($act eq 'services')    { show(get('services.xml')) }
elsif ($act eq 'service')  { show(get("services/$words[0].xml")) }
elsif ($act eq 'request')  { show(get("requests/$words[0].xml")) }
elsif ($act eq 'requests') { show(get('requests.xml', pairs(@words))) }
elsif ($act eq 'send')     { print submitted(@words), "\n" }
else                       { die "unknown: $act\n" }

sub pairs { return { map { split /=/, $_, 2 } @_ } }

sub form {
    my ($fields) = @_;
    return $http->www_form_urlencode($fields);
}

sub get {
    my ($path, $fields) = @_;
    my $query = form({ %{ $fields || {} }, jurisdiction_id => $jurisdiction });
    return tree_of($http->get("$endpoint/$path?$query"));
}

# A number comes at once, or by way of a token.
sub submitted {
    my ($key, @said) = @_;
    my $body = form({ %{ pairs(@said) }, jurisdiction_id => $jurisdiction, api_key => $key });
    my $answer = tree_of($http->post("$endpoint/requests.xml",
        { content => $body, headers => { 'content-type' => 'application/x-www-form-urlencoded' } }));
    my %found = map { @$_ } flat('', $answer);
    return $found{'service_requests.request.service_request_id'} if $found{'service_requests.request.service_request_id'};
    my $token = $found{'service_requests.request.token'} or die "neither a number nor a token\n";
    my %later = map { @$_ } flat('', get("tokens/$token.xml"));
    return $later{'service_requests.request.service_request_id'};
}

sub tree_of {
    my ($response) = @_;
    die "no XML: $response->{headers}{'content-type'}\n" unless $response->{headers}{'content-type'} =~ m{^text/xml\b};
    my $tree = parsed(decode('UTF-8', $response->{content}, FB_CROAK));
    return $tree if $response->{success};
    my %said = map { @$_ } flat('', $tree);
    die "$said{'errors.error.code'}: $said{'errors.error.description'}\n";
}

# [name, text, children …]; dies where an element is not closed by its own name.
sub parsed {
    my ($xml) = @_;
    $xml =~ s/^<\?xml[^>]*encoding="utf-8"[^>]*\?>\s*//i or die "no declaration of UTF-8\n";
    my @open = (['', '']);
    while ($xml =~ m{\G(?:<(/?)([\w.-]+)(/?)>|([^<]+))}gc) {
        my ($ends, $name, $empty, $text) = ($1, $2, $3, $4);
        if (defined $text) { $open[-1][1] .= unescaped($text) }
        elsif ($ends) {
            my $done = pop @open;
            die "</$name> closes <$done->[0]>\n" if $done->[0] ne $name;
            push @{ $open[-1] }, $done;
        }
        elsif ($empty) { push @{ $open[-1] }, [$name, ''] }
        else           { push @open, [$name, ''] }
    }
    die "not well-formed at " . (pos($xml) || 0) . "\n" if @open != 1 || (pos($xml) || 0) < length $xml;
    return $open[0][2];
}

sub unescaped {
    my ($text) = @_;
    my %sign = (amp => '&', lt => '<', gt => '>', quot => '"', apos => "'");
    $text =~ s/&(?:#(\d+)|(\w+));/defined $1 ? chr $1 : $sign{$2}/ge;
    return $text;
}

sub flat {
    my ($above, $element) = @_;
    my ($name, $text, @within) = @$element;
    my $path = $above eq '' ? $name : "$above.$name";
    return map { flat($path, $_) } @within if @within;
    return [$path, $text];
}

sub show {
    for my $line (flat('', $_[0])) {
        my ($path, $text) = @$line;
        $text =~ s/\n/\\n/g;
        print "$path=$text\n";
    }
}
